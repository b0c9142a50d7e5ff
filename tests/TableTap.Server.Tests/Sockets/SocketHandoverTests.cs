using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Sockets;

/// <summary>A socket on a plain connection is served when its request has ended; other sockets are served within it.</summary>
public sealed class SocketHandoverTests
{
    // A masked text frame with ping, under a key of zeros.
    private static readonly byte[] Ping = Masked("""{"type":"ping","messageId":"p1"}""");

    [Fact]
    public async Task The_request_of_a_socket_ends_while_the_socket_lives()
    {
        await using var server = await TestServer.StartAsync();
        using var upgraded = new UpgradedCount(server.Url.Port);
        using var socket = await server.ConnectAsync(server.Token("g", Role.Customer));
        await socket.ReadAsync("connection_established");
        await TableTap.Testing.Patience.UntilAsync(() => upgraded.Began == 1 && upgraded.Now == 0);

        await socket.SendAsync("""{"type":"ping"}""");
        await socket.ReadAsync("pong");
        Assert.Equal((1, 0), (upgraded.Began, upgraded.Now));
    }

    [Fact]
    public async Task Frames_may_stand_right_behind_the_request()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new TcpClient("127.0.0.1", server.Url.Port);
        using var socket = await UpgradeAsync(
            client.GetStream(),
            [.. Request(server.Token("g", Role.Customer)), .. Ping, .. Ping]
        );
        await socket.ReadAsync("connection_established");
        await socket.ReadAsync("pong");
        await socket.ReadAsync("pong");
    }

    [Fact]
    public async Task The_answer_to_the_upgrade_and_the_first_message_leave_together()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new TcpClient("127.0.0.1", server.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Request(server.Token("g", Role.Customer)),
            TestContext.Current.CancellationToken
        );
        await TableTap.Testing.Patience.UntilAsync(() => client.Available > 0);

        // One write arrives as one piece over the loopback.
        var buffer = new byte[64 * 1024];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(buffer, 0, read);
        Assert.StartsWith("HTTP/1.1 101 ", text, StringComparison.Ordinal);
        Assert.Contains("connection_established", text, StringComparison.Ordinal);
        Assert.EndsWith("}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_answered_before_is_not_taken_over_and_serves_all_the_same()
    {
        await using var server = await TestServer.StartAsync();
        using var upgraded = new UpgradedCount(server.Url.Port);
        using var client = new TcpClient("127.0.0.1", server.Url.Port);
        var stream = client.GetStream();
        var live = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
        using var socket = await UpgradeAsync(
            stream,
            [.. live, .. Request(server.Token("g", Role.Customer)), .. Ping]
        );
        await socket.ReadAsync("connection_established");
        await socket.ReadAsync("pong");
        Assert.Equal((1, 1), (upgraded.Began, upgraded.Now));
        await socket.CloseOutputAsync(
            WebSocketCloseStatus.NormalClosure,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1000, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task All_that_waits_comes_before_the_close()
    {
        // Some 9 MB of answers: more than the sockets of both ends take.
        const int pings = 40_000;
        var id = new string('x', 50);
        await using var server = await TestServer.StartAsync(
            ("Limits:PingsPerMinute", "10000000"),
            ("Limits:MessagesPerMinute", "100000")
        );
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(
            "127.0.0.1",
            server.Url.Port,
            TestContext.Current.CancellationToken
        );
        using var socket = await UpgradeAsync(
            client.GetStream(),
            Request(server.Token("g", Role.Customer))
        );
        var sending = SendAsync();

        // Long enough for the server to have no room left in the socket.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await socket.ReadAsync("connection_established");
        for (var i = 0; i < pings; i++)
        {
            var pong = await socket.ReadAsync();
            Assert.Equal($"{id}{i}", pong.GetProperty("correlationId").GetString());
        }

        Assert.Equal(1003, await socket.ReadCloseAsync());
        await sending;

        async Task SendAsync()
        {
            for (var i = 0; i < pings; i++)
            {
                await socket.SendAsync($$"""{"type":"ping","messageId":"{{id}}{{i}}"}""");
            }

            await socket.SendAsync(
                new byte[] { 1 },
                WebSocketMessageType.Binary,
                endOfMessage: true,
                TestContext.Current.CancellationToken
            );
        }
    }

    private static byte[] Request(string token) =>
        Encoding.ASCII.GetBytes(
            "GET /v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + $"Authorization: Bearer {token}\r\n\r\n"
        );

    private static byte[] Masked(string text) =>
        [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    // Sends bytes that end with a request to upgrade, perhaps with frames behind it, and reads all answers up to 101.
    private static async Task<WebSocket> UpgradeAsync(NetworkStream stream, byte[] bytes)
    {
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        var head = new StringBuilder();
        while (
            !head.ToString().Contains(" 101 ", StringComparison.Ordinal)
            || !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
        )
        {
            var one = new byte[1];
            await stream
                .ReadExactlyAsync(one, TestContext.Current.CancellationToken)
                .AsTask()
                .Soon();
            head.Append((char)one[0]);
        }

        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions());
    }

    /// <summary>How many upgraded requests one server has, as the host counts them.</summary>
    private sealed class UpgradedCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _began;
        private int _now;

        public UpgradedCount(int port)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "kestrel.upgraded_connections")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, change, tags, _) =>
                {
                    foreach (var tag in tags)
                    {
                        if (tag.Key == "server.port" && tag.Value is int at && at == port)
                        {
                            Interlocked.Add(ref _now, (int)change);
                            Interlocked.Add(ref _began, change > 0 ? 1 : 0);
                        }
                    }
                }
            );
            _listener.Start();
        }

        public int Began => Volatile.Read(ref _began);

        public int Now => Volatile.Read(ref _now);

        public void Dispose() => _listener.Dispose();
    }
}
