using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Line;

/// <summary>Stands between clients and a server and carries their connections, each as badly as it is told.</summary>
public sealed class Proxy : IAsyncDisposable
{
    private const int Backlog = 4096;

    // So small that a client that does not read is felt by the server at once, and not by the kernel's buffers.
    private const int KernelBuffer = 4 * 1024;
    private const int SegmentBytes = 536;
    private const int TcpLevel = 6;
    private const int TcpMaxSegment = 2;

    private readonly Socket _listener = new(
        AddressFamily.InterNetwork,
        SocketType.Stream,
        ProtocolType.Tcp
    );
    private readonly TimeProvider _time;
    private readonly Defect _defect;
    private readonly ConcurrentDictionary<long, ProxiedLine> _lines = new();
    private readonly ConcurrentDictionary<int, ProxiedLine> _ports = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile IReadOnlyList<IPEndPoint> _servers;
    private long _count;

    /// <summary>Opens a proxy on a free port of this machine.</summary>
    /// <param name="server">Where its connections lead.</param>
    /// <param name="time">The clock.</param>
    /// <param name="defect">The lie of every line, where it is one of lines.</param>
    public Proxy(IPEndPoint server, TimeProvider time, Defect defect = Defect.None)
        : this([server], time, defect) { }

    /// <summary>Opens a proxy to several servers, which it takes in turns; one that refuses is passed over.</summary>
    /// <param name="servers">Where its connections lead.</param>
    /// <param name="time">The clock.</param>
    /// <param name="defect">The lie of every line, where it is one of lines.</param>
    public Proxy(IReadOnlyList<IPEndPoint> servers, TimeProvider time, Defect defect)
    {
        (_servers, _time, _defect) = (servers, time, defect);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The connections that are open.</summary>
    public IReadOnlyCollection<ProxiedLine> Lines => [.. _lines.Values];

    /// <summary>How many connections there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Leads to other servers from now on; connections that are there stay.</summary>
    /// <param name="servers">Where new connections lead.</param>
    public void LeadTo(IReadOnlyList<IPEndPoint> servers) => _servers = servers;

    /// <summary>Whether a client's connection was ever stopped or slowed.</summary>
    /// <param name="clientPort">The client's own port.</param>
    public bool WasSlowed(int clientPort) =>
        _ports.TryGetValue(clientPort, out var line) && line.WasSlowed;

    /// <summary>A part of the open connections, drawn.</summary>
    /// <param name="share">How large a part, 0 to 1; one at least.</param>
    /// <param name="random">Draws them.</param>
    public IReadOnlyList<ProxiedLine> Draw(double share, Random random)
    {
        // The dictionary's own copy: connections come and go meanwhile.
        ProxiedLine[] lines =
        [
            .. _lines.ToArray().OrderBy(line => line.Key).Select(line => line.Value),
        ];
        random.Shuffle(lines);
        return lines[..Math.Min(lines.Length, Math.Max(1, (int)(lines.Length * share)))];
    }

    /// <summary>Makes every line good again.</summary>
    public void Heal()
    {
        foreach (var line in _lines.Values)
        {
            line.Heal();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var line in _lines.Values)
        {
            line.Dispose();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                _ = CarryAsync(client);
            }
            catch (Exception over)
                when (over is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that was gone before it was accepted.
            }
        }
    }

    private async Task CarryAsync(Socket client)
    {
        await Task.Yield();
        var id = Interlocked.Increment(ref _count);
        int port;
        Socket? server = null;
        var servers = _servers;
        try
        {
            port = ((IPEndPoint)client.RemoteEndPoint!).Port;
            client.NoDelay = true;
            client.SendBufferSize = KernelBuffer;
            for (var tried = 0; server is null && tried < servers.Count; tried++)
            {
                server = await ConnectAsync(servers[(int)((id + tried) % servers.Count)]);
            }
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            client.Dispose();
            return;
        }

        if (server is null)
        {
            client.Dispose();
            return;
        }

        using var line = new ProxiedLine(client, server, _time, new(_defect));
        _lines[id] = _ports[port] = line;
        await line.RunAsync();
        _ports.TryRemove(new(port, line));
        _lines.TryRemove(id, out _);
    }

    // Null where the server refuses.
    private async Task<Socket?> ConnectAsync(IPEndPoint to)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveBufferSize = KernelBuffer,
        };
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Short segments keep the server's send buffer short too.
                server.SetRawSocketOption(
                    TcpLevel,
                    TcpMaxSegment,
                    BitConverter.GetBytes(SegmentBytes)
                );
            }

            await server.ConnectAsync(to, _stop.Token);
            return server;
        }
        catch (SocketException)
        {
            server.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            server.Dispose();
            throw;
        }
    }
}
