using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Hosting;

public sealed class ServerHostTests
{
    [Fact]
    public async Task Start_logs_one_ready_line_with_its_addresses()
    {
        await using var server = await TestServer.StartAsync();

        var line = Assert.Single(
            server.Logs.Lines,
            line => line.Contains(" TableTap[100] ", StringComparison.Ordinal)
        );
        Assert.Contains(
            $"ready on {server.Url.GetLeftPart(UriPartial.Authority)}",
            line,
            StringComparison.Ordinal
        );
    }

    /// <summary>A database that is away at the end, for example: what was acknowledged is there, and the stop is a good one.</summary>
    [Fact]
    public async Task A_journal_that_does_not_end_well_is_told_and_the_server_stops_all_the_same()
    {
        await using var server = await TestServer.StartAsync(inner => new FailingEnd(inner));

        await server.StopAsync();

        Assert.True(server.HasEndedWhole);
        Assert.Single(
            server.Logs.Lines,
            line =>
                line.Contains(" TableTap[109] ", StringComparison.Ordinal)
                && line.Contains("The database is away.", StringComparison.Ordinal)
        );
        Assert.Single(
            server.Logs.Lines,
            line => line.Contains(" TableTap[102] ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_part_that_does_not_end_well_leaves_the_store_closed()
    {
        await using var server = await TestServer.StartAsync(() => new FailingLine());

        // Another server has the data only where this one has let it go.
        await server.RestartAsync();

        using var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains(
            server.Logs.Lines,
            line =>
                line.Contains(" TableTap[109] ", StringComparison.Ordinal)
                && line.Contains("The line is gone.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_part_that_never_ends_is_told_and_leaves_the_store_closed()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var line = new EndlessLine();
        await using var server = await TestServer.StartAsync(time, () => line);
        try
        {
            var stopping = server.StopAsync();
            await line.Ending.Soon();
            // No longer than until it is given up: the parts after it have their own time.
            await Patience.UntilAsync(
                () => IsTold(128),
                () => time.Advance(TimeSpan.FromSeconds(1)),
                pauseMs: 20
            );
            await stopping.Soon();

            Assert.False(server.HasEndedWhole);
            Assert.True(IsTold(102));
            Assert.False(IsTold(105));
            Assert.Single(
                server.Logs.Lines,
                told =>
                    told.Contains(" TableTap[128] ", StringComparison.Ordinal)
                    && told.Contains("the line to other servers", StringComparison.Ordinal)
            );

            // Another server has the data only where this one has let it go.
            await server.RestartAsync();
            using var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }
        finally
        {
            line.LetGo();
        }

        bool IsTold(int id) =>
            server.Logs.Lines.Any(told =>
                told.Contains($" TableTap[{id}] ", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task Port_in_use_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            TestServer.StartAsync(("Server:Urls", url))
        );

        Assert.Contains(url, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--urls", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Data_directory_in_use_is_one_clear_line()
    {
        await using var first = await TestServer.StartAsync();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            TestServer.StartAsync(("Storage:Directory", first.DataDirectory))
        );

        Assert.Contains(first.DataDirectory, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        using var still = await first.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(200, (int)still.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:0")]
    [InlineData("http://127.0.0.1:0,http://cafe.example:0")]
    public async Task Plain_text_to_other_machines_is_refused(string urls)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            TestServer.StartAsync(("Server:Urls", urls))
        );

        Assert.Contains("Security:AllowPlainText", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_text_to_other_machines_can_be_allowed()
    {
        await using var server = await TestServer.StartAsync(
            ("Server:Urls", "http://0.0.0.0:0"),
            ("Security:AllowPlainText", "true")
        );

        using var response = await server.Http.GetAsync(
            new Uri($"http://127.0.0.1:{server.Url.Port}/health/ready"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Https_without_a_certificate_is_a_clear_line()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            TestServer.StartAsync(
                ("Server:Urls", "https://127.0.0.1:0"),
                ("Kestrel:Certificates:Default:Path", "/no/such/certificate.pfx")
            )
        );

        Assert.Contains("certificate.pfx", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_tells_sockets_to_come_back_and_closes_them()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await server.ConnectAsync(server.Token("g", Role.Customer));
        await socket.ReadAsync("connection_established");

        var stop = server.StopAsync();
        var advice = await socket.ReadAsync("reconnect_advised");
        var code = await socket.ReadCloseAsync();
        await socket.CloseOutputAsync(
            WebSocketCloseStatus.NormalClosure,
            null,
            TestContext.Current.CancellationToken
        );
        await stop;

        Assert.True(advice.GetProperty("data").GetProperty("delayMs").GetInt32() >= 0);
        Assert.Equal(1012, code);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        await using var server = await TestServer.StartAsync();
        using var order = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("g", Role.Customer),
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        Assert.Equal(200, (int)order.StatusCode);

        await server.RestartAsync();
        using var socket = await server.ConnectAsync(server.Token("g", Role.Customer));
        await socket.SendAsync(
            """{"type":"subscribe","data":{"channels":[{"channel":"orders:customer:g","afterSequence":0}]}}"""
        );
        var page = await socket.ReadAsync("message_replay");

        var message = Assert.Single(
            page.GetProperty("data").GetProperty("messages").EnumerateArray()
        );
        Assert.Equal("order_created", message.GetProperty("type").GetString());
    }

    /// <summary>A journal whose end fails, once it is closed.</summary>
    /// <param name="journal">The journal that does the work.</param>
    private sealed class FailingEnd(IJournal journal) : JournalDecorator(journal)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new JournalUnavailableException("The database is away.");
        }
    }

    /// <summary>A line to nobody whose end fails.</summary>
    private sealed class FailingLine : IBackplane
    {
        public string? Trouble => "Nobody is there.";

        public void Listen(string address, Action<ReadOnlyMemory<byte>> receive) { }

        public bool TrySend(string address, ReadOnlyMemory<byte> peerMessage) => false;

        public ValueTask DisposeAsync() =>
            ValueTask.FromException(new InvalidOperationException("The line is gone."));
    }
}
