using System.Net.Sockets;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Line;

/// <summary>One connection through the proxy.</summary>
public sealed class ProxiedLine : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly LineCondition _up = new();
    private readonly LineCondition _down = new();
    private readonly Pump _toServer;
    private readonly Pump _toClient;
    private readonly CancellationTokenSource _over = new();

    internal ProxiedLine(Socket client, Socket server, TimeProvider time, LyingLine lie)
    {
        (_client, _server) = (client, server);
        _toServer = new(client, server, _up, time);
        _toClient = new(server, client, _down, time, new(lie));
    }

    /// <summary>Whether it was ever stopped or slowed: what was sent apart may then arrive together.</summary>
    public bool WasSlowed { get; private set; }

    /// <summary>Carries both directions until the connection is over.</summary>
    internal async Task RunAsync()
    {
        var stop = _over.Token;
        try
        {
            Task<bool>[] both = [_toServer.RunAsync(stop), _toClient.RunAsync(stop)];
            await foreach (var ended in Task.WhenEach(both))
            {
                if (!await ended)
                {
                    break;
                }
            }
        }
        catch (Exception over)
            when (over is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone; the other learns of it.
        }

        Cut();
    }

    /// <summary>Ends it for both sides with a reset.</summary>
    public void Cut()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Reset(_client);
        Reset(_server);
    }

    /// <summary>Ends it in the middle of the next piece of a direction.</summary>
    /// <param name="fromServer">Whether of the server's direction.</param>
    public void Tear(bool fromServer) => (fromServer ? _toClient : _toServer).Tears = true;

    /// <summary>Closes one direction and leaves the other open.</summary>
    /// <param name="fromServer">Whether the server's direction.</param>
    public void HalfClose(bool fromServer) => (fromServer ? _toClient : _toServer).HalfClose();

    /// <summary>Nothing gets through any more, either way, and nobody is told.</summary>
    public void BlackHole()
    {
        WasSlowed = true;
        _up.Stop();
        _down.Stop();
    }

    /// <summary>The client takes nothing; what it says still gets through.</summary>
    public void Stall()
    {
        WasSlowed = true;
        _down.Stop();
    }

    /// <summary>Both directions carry so much.</summary>
    /// <param name="bytesPerSecond">Bytes a second.</param>
    /// <param name="delay">What every piece takes.</param>
    public void Slow(double bytesPerSecond, TimeSpan delay)
    {
        WasSlowed = true;
        _up.Slow(bytesPerSecond, delay);
        _down.Slow(bytesPerSecond, delay);
    }

    /// <summary>Makes it good again; what waited goes on.</summary>
    public void Heal()
    {
        _up.Heal();
        _down.Heal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cut();
        _over.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
