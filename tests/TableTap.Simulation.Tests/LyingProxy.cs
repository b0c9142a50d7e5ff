using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TableTap.Simulation.Tests;

/// <summary>
/// Stands between clients and a server and lies: it decides how often each text frame of the server goes on, so that a check
/// can be seen to find what a broken server would do.
/// </summary>
public sealed class LyingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Func<string, int> _copies;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">The honest server.</param>
    /// <param name="copies">How often a frame goes on: 1 is honest.</param>
    public LyingProxy(Uri server, Func<string, int> copies)
    {
        (_server, _copies) = (server, copies);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pairs = new List<Task>();
        try
        {
            while (true)
            {
                pairs.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(pairs);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, over.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            var up = near.GetStream().CopyToAsync(far.GetStream(), over.Token);
            var down = LieAsync(far.GetStream(), near.GetStream(), over.Token);
            await Task.WhenAny(up, down);
            await over.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception gone)
            when (gone is IOException or SocketException or OperationCanceledException)
        {
            // Either side left.
        }
    }

    private async Task LieAsync(Stream from, Stream to, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await from.ReadExactlyAsync(one, stop);
            head.Append((char)one[0]);
        }

        await to.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), stop);
        if (!head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            await from.CopyToAsync(to, stop);
            return;
        }

        while (true)
        {
            var (frame, payload) = await ReadFrameAsync(from, stop);
            // Opcode 1 is text; a server's frames are not masked (RFC 6455, section 5).
            var isText = (frame[0] & 0x0F) == 1;
            var times = isText ? _copies(Encoding.UTF8.GetString(frame.AsSpan(payload))) : 1;
            for (var i = 0; i < times; i++)
            {
                await to.WriteAsync(frame, stop);
            }
        }
    }

    private static async Task<(byte[] Frame, int Payload)> ReadFrameAsync(
        Stream from,
        CancellationToken stop
    )
    {
        var head = new byte[10];
        await from.ReadExactlyAsync(head.AsMemory(0, 2), stop);
        var (start, length) = (2, (long)(head[1] & 0x7F));
        if (length >= 126)
        {
            var extra = length == 126 ? 2 : 8;
            await from.ReadExactlyAsync(head.AsMemory(2, extra), stop);
            length =
                extra == 2
                    ? BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2))
                    : (long)BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(2));
            start += extra;
        }

        var frame = new byte[start + length];
        head.AsSpan(0, start).CopyTo(frame);
        await from.ReadExactlyAsync(frame.AsMemory(start), stop);
        return (frame, start);
    }
}
