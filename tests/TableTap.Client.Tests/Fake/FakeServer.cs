using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using TableTap.Testing;

namespace TableTap.Client.Tests.Fake;

/// <summary>A server that says what a test tells it: real sockets, no rules of its own.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<FakeConnection> _accepted = Channel.CreateUnbounded<FakeConnection>();
    private readonly List<FakeConnection> _all = [];
    private readonly Task _accepting;

    public FakeServer()
    {
        _listener.Start();
        _accepting = AcceptAllAsync();
    }

    /// <summary>Answers upgrades with this status line instead, while set.</summary>
    public string? RefuseWith { get; set; }

    /// <summary>How many upgrades were refused.</summary>
    public int Refused { get; private set; }

    public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>The next connection.</summary>
    public async Task<FakeConnection> AcceptAsync() =>
        await _accepted.Reader.ReadAsync().AsTask().Soon();

    /// <summary>The next connection, greeted.</summary>
    public async Task<FakeConnection> EstablishAsync(string epoch = "e1", int replaysPerMinute = 10)
    {
        var connection = await AcceptAsync();
        await connection.EstablishAsync(epoch, replaysPerMinute);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _all)
        {
            connection.Drop();
        }
    }

    private async Task AcceptAllAsync()
    {
        while (true)
        {
            try
            {
                var tcp = await _listener.AcceptTcpClientAsync();
                tcp.NoDelay = true;
                await UpgradeAsync(tcp);
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (IOException)
            {
                // The client gave up during the upgrade.
            }
        }
    }

    private async Task UpgradeAsync(TcpClient tcp)
    {
        var stream = tcp.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                throw new IOException("no upgrade");
            }

            head.Append((char)one[0]);
        }

        if (RefuseWith is { } refusal)
        {
            Refused++;
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n")
            );
            tcp.Dispose();
            return;
        }

        var headers = head.ToString()
            .Split("\r\n")
            .Select(line => line.Split(": ", 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
#pragma warning disable CA5350 // The handshake of RFC 6455 is SHA-1 by definition.
        var accept = Convert.ToBase64String(
            SHA1.HashData(
                Encoding.ASCII.GetBytes(
                    headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                )
            )
        );
#pragma warning restore CA5350
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            )
        );
        var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions { IsServer = true }
        );
        var connection = new FakeConnection(tcp, socket, headers["Authorization"]);
        _all.Add(connection);
        await _accepted.Writer.WriteAsync(connection);
    }
}
