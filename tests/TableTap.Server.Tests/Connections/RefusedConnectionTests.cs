using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.AspNetCore.Http;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Connections;

/// <summary>Who is turned away before a session begins, and who is not (sections 8 and 9).</summary>
public sealed class RefusedConnectionTests
{
    [Fact]
    public async Task Sockets_with_a_token_do_not_count_for_their_address()
    {
        await using var server = await TestServer.StartAsync(("Limits:ConnectionsPerAddress", "4"));
        for (var i = 0; i < 12; i++)
        {
            var socket = await server.ConnectAsync(server.Token($"g{i}", Role.Customer));
            await socket.ReadAsync("connection_established");
        }

        using var live = await server.SendAsync(HttpMethod.Get, "/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task The_longest_silent_connection_of_an_address_gives_way_and_other_addresses_keep_theirs()
    {
        await using var server = await TestServer.StartAsync(("Limits:ConnectionsPerAddress", "4"));
        using var refusals = Refusals(server);
        using var neighbour = new StrangersSockets(server.Url.Port);
        await neighbour.OpenAsync(1, [], _ => IPAddress.Parse("127.0.0.3"));
        using var strangers = new StrangersSockets(server.Url.Port);
        await strangers.OpenAsync(10, [], _ => IPAddress.Parse("127.0.0.2"));

        await Patience.UntilAsync(() => strangers.Open == 4);
        Assert.Equal(1, neighbour.Open);
        Assert.Equal(6, refusals.Of("displaced"));
    }

    [Fact]
    public async Task How_many_an_address_may_have_changes_for_whoever_comes()
    {
        await using var server = await TestServer.StartAsync(("Limits:ConnectionsPerAddress", "4"));
        using var before = new StrangersSockets(server.Url.Port);
        await before.OpenAsync(4, [], _ => IPAddress.Parse("127.0.0.2"));
        await Patience.UntilAsync(() => before.Open == 4);

        server.Reload(("Limits:ConnectionsPerAddress", "6"));
        using var after = new StrangersSockets(server.Url.Port);
        await after.OpenAsync(2, [], _ => IPAddress.Parse("127.0.0.2"));
        // Whoever comes after them was accepted after them.
        using var live = await server.SendAsync(HttpMethod.Get, "/health/live");
        Assert.Equal((4, 2), (before.Open, after.Open));

        server.Reload(("Limits:ConnectionsPerAddress", "4"));
        await after.OpenAsync(1, [], _ => IPAddress.Parse("127.0.0.2"));
        await Patience.UntilAsync(() => before.Open == 3);
        Assert.Equal(3, after.Open);
    }

    [Fact]
    public async Task A_named_proxy_is_not_bounded_by_its_address()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:ConnectionsPerAddress", "4"),
            ("Security:TrustedProxies", "127.0.0.2")
        );
        using var proxy = new StrangersSockets(server.Url.Port);
        await proxy.OpenAsync(20, [], _ => IPAddress.Parse("127.0.0.2"));

        using var live = await server.SendAsync(HttpMethod.Get, "/health/live");
        Assert.Equal(20, proxy.Open);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: loc")]
    public async Task Who_makes_no_whole_request_in_time_is_cut(string first)
    {
        await using var server = await TestServer.StartAsync(("Server:FirstRequestTimeout", "1s"));
        using var refusals = Refusals(server);
        using var strangers = new StrangersSockets(server.Url.Port);
        await strangers.OpenAsync(5, Encoding.ASCII.GetBytes(first), _ => IPAddress.Loopback);

        await Patience.UntilAsync(() => strangers.Open == 0);
        Assert.Equal(5, refusals.Of("no_request"));
    }

    [Fact]
    public async Task The_21st_forged_handshake_is_refused_before_the_upgrade_and_a_genuine_token_never_is()
    {
        await using var server = await TestServer.StartAsync();
        using var refusals = Refusals(server);
        for (var i = 0; i < 20; i++)
        {
            using var forged = await server.ConnectAsync("forged");
            await forged.ReadAsync("error");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Authorization = new("Bearer", "forged");
        using var refused = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await Assert.ThrowsAsync<WebSocketException>(() => server.ConnectAsync("forged"));
        Assert.Equal(2, refusals.Of("forged_token"));

        using var genuine = await server.ConnectAsync(server.Token("g", Role.Customer));
        await genuine.ReadAsync("connection_established");
        using var expired = await server.ConnectAsync(
            server.Token("g", Role.Customer, lifetime: TimeSpan.FromMinutes(-5))
        );
        Assert.Equal(
            "AUTHENTICATION_FAILED",
            (await expired.ReadAsync("error")).GetProperty("data").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_user_who_goes_on_although_told_is_counted_and_not_upgraded()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:SocketsPerUser", "1"),
            ("Limits:NewSocketsPerUserPerMinute", "1000"),
            ("Limits:ForgedHandshakesPerMinute", "2")
        );
        using var refusals = Refusals(server);
        using var first = await server.ConnectAsync(server.Token("g", Role.Customer));
        await first.ReadAsync("connection_established");
        for (var i = 0; i < 2; i++)
        {
            using var told = await server.ConnectAsync(server.Token("g", Role.Customer));
            await told.ReadAsync("error");
        }

        Assert.Equal(0, refusals.Of("user_full"));
        await Assert.ThrowsAsync<WebSocketException>(() =>
            server.ConnectAsync(server.Token("g", Role.Customer))
        );
        Assert.Equal(1, refusals.Of("user_full"));
    }

    [Theory]
    [InlineData("", 401)]
    [InlineData("TableTap-Signature: wrong\r\n", 413)]
    public async Task A_webhook_is_answered_before_a_body_that_nobody_needs(
        string header,
        int status
    )
    {
        await using var server = await TestServer.StartAsync(
            ("Payments:Providers:bank:Secrets", "a-secret-of-the-bank")
        );
        using var client = new TcpClient("127.0.0.1", server.Url.Port);
        var stream = client.GetStream();
        // The body is announced and never comes.
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/webhooks/payments/bank HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n{header}\r\n"
            ),
            TestContext.Current.CancellationToken
        );
        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task An_address_with_too_many_wrong_signatures_is_refused_before_the_next_is_checked()
    {
        await using var server = await TestServer.StartAsync(
            ("Payments:Providers:bank:Secrets", "a-secret-of-the-bank"),
            ("Limits:ForgedHandshakesPerMinute", "3")
        );
        for (var i = 0; i < 4; i++)
        {
            using var answer = await server.SendAsync(
                HttpMethod.Post,
                "/v1/webhooks/payments/bank",
                body: "{}"
            );
            Assert.Equal(i < 3 ? 401 : 429, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Answers_of_the_starting_server_carry_the_security_headers()
    {
        var context = new DefaultHttpContext();
        await new StartupGuard().AnswerAsync(context);

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
        Assert.Contains(
            "default-src 'none'",
            context.Response.Headers.ContentSecurityPolicy.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_are_made_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are of Unix");
        await using var server = await TestServer.StartAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(server.DataDirectory)
        );
        var files = Directory.GetFiles(server.DataDirectory);
        Assert.Contains(files, file => file.EndsWith(".lock", StringComparison.Ordinal));
        Assert.All(
            files,
            file =>
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(file)
                )
        );
    }

    [Fact]
    public async Task Plain_text_to_other_machines_is_a_warning_at_the_start()
    {
        await using var server = await TestServer.StartAsync(
            ("Server:Urls", "http://0.0.0.0:0"),
            ("Security:AllowPlainText", "true")
        );

        Assert.Single(
            server.Logs.Lines,
            line => line.Contains(" TableTap[113] ", StringComparison.Ordinal)
        );
    }

    private static CounterReading Refusals(TestServer server) =>
        new(server.Meter, "tabletap.refused");
}
