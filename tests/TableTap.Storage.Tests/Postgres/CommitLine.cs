using System.Net;
using System.Net.Sockets;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>What happens to the next commit of a group on its way.</summary>
internal enum CommitFate
{
    Arrives,

    /// <summary>It is written, and the line breaks before anybody is told.</summary>
    LosesAnswer,

    /// <summary>The line breaks before the database sees it.</summary>
    LosesRequest,
}

/// <summary>A line to the database that can be made to break at a commit.</summary>
internal sealed class CommitLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _next;

    public CommitLine(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Decides what happens to the next commit; those after it arrive.</summary>
    public void Break(CommitFate fate) => Volatile.Write(ref _next, (int)fate);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(ForthAsync(near, far), far.CopyToAsync(near, _stop.Token));
            }
            catch (Exception end)
                when (end is OperationCanceledException or IOException or SocketException)
            {
                // The line ends.
            }
        }
    }

    private async Task ForthAsync(NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[1 << 20];
        int count;
        while ((count = await near.ReadAsync(buffer, _stop.Token)) > 0)
        {
            var sent = buffer.AsMemory(0, count);
            if (sent.Span.IndexOf("INSERT INTO receipt"u8) < 0)
            {
                await far.WriteAsync(sent, _stop.Token);
                continue;
            }

            switch ((CommitFate)Interlocked.Exchange(ref _next, 0))
            {
                case CommitFate.LosesRequest:
                    return;
                case CommitFate.LosesAnswer:
                    near.Socket.Shutdown(SocketShutdown.Send);
                    await far.WriteAsync(sent, _stop.Token);
                    return;
                default:
                    await far.WriteAsync(sent, _stop.Token);
                    break;
            }
        }
    }
}
