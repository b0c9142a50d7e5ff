using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Sockets;

public sealed class SocketEndpointTests
{
    [Fact]
    public async Task Plain_request_is_told_what_to_do()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/v1");

        var problem = await response.ProblemAsync(426, "MALFORMED_MESSAGE");
        Assert.Contains(
            "WebSocket",
            problem.GetProperty("detail").GetString()!,
            StringComparison.Ordinal
        );
        Assert.Equal("websocket", response.Headers.Upgrade.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_comes_in_the_query_or_in_the_header(bool inQuery)
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("maya", Role.Manager);
        using var socket = inQuery
            ? await ConnectAsync(server, query: $"?token={token}")
            : await server.ConnectAsync(token);

        var first = await socket.ReadAsync();

        Assert.Equal("connection_established", first.GetProperty("type").GetString());
        var data = first.GetProperty("data");
        Assert.Equal("maya", data.GetProperty("userId").GetString());
        Assert.Equal("manager", data.GetProperty("userType").GetString());
        Assert.Equal("demo", data.GetProperty("cafeId").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=broken")]
    [InlineData("?token=a&token=b")]
    [InlineData("?token=LONG")]
    public async Task Bad_token_is_answered_in_band(string query)
    {
        query = query.Replace("LONG", new string('x', 20_000), StringComparison.Ordinal);
        await using var server = await TestServer.StartAsync();
        using var socket = await ConnectAsync(server, query);

        var error = await socket.ReadAsync();

        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal(
            "AUTHENTICATION_FAILED",
            error.GetProperty("data").GetProperty("code").GetString()
        );
        Assert.Equal(4401, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Token_comes_as_subprotocol_which_the_server_never_repeats()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("maya", Role.Manager);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("tabletap.v1");
        socket.Options.AddSubProtocol($"bearer.{token}");
        await socket.ConnectAsync(server.SocketUrl, TestContext.Current.CancellationToken);

        Assert.Equal("tabletap.v1", socket.SubProtocol);
        await socket.ReadAsync("connection_established");
        await server.StopAsync();
        Assert.DoesNotContain(
            server.Logs.Lines,
            line => line.Contains(token.Split('.')[2], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("tabletap.v1", "bearer.broken")]
    [InlineData("tabletap.v1", "bearer.")]
    [InlineData("tabletap.v1", "tabletap.v2")]
    public async Task Subprotocols_without_a_token_that_holds_are_refused_in_band(
        string first,
        string second
    )
    {
        await using var server = await TestServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(first);
        socket.Options.AddSubProtocol(second);
        await socket.ConnectAsync(server.SocketUrl, TestContext.Current.CancellationToken);

        Assert.Equal("tabletap.v1", socket.SubProtocol);
        Assert.Equal(4401, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Token_for_a_cafe_that_does_not_exist_is_refused_in_band()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await ConnectAsync(
            server,
            $"?token={server.Token("g", Role.Customer, "nowhere")}"
        );

        Assert.Equal(4403, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task A_foreign_user_is_told_the_id_it_has_here_and_hears_its_own_channel()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Signed("""{"sub":"auth0|7","role":"customer","cafe_id":"demo"}""");
        using var socket = await ConnectAsync(server, $"?token={token}");
        var data = (await socket.ReadAsync("connection_established")).GetProperty("data");
        var id = data.GetProperty("userId").GetString();
        await socket.SendAsync(
            $$$"""{"type":"subscribe","data":{"channels":["orders:customer:{{{id}}}"]}}"""
        );

        var confirmed = (await socket.ReadAsync("subscription_confirmed")).GetProperty("data");
        Assert.StartsWith("u_", id, StringComparison.Ordinal);
        Assert.Empty(confirmed.GetProperty("failed").EnumerateArray());
    }

    [Fact]
    public async Task A_tool_that_only_listens_stays_connected()
    {
        await using var server = await TestServer.StartAsync(
            ("Server:PingAfter", "1s"),
            ("Server:SilenceTimeout", "4s")
        );
        using var socket = await server.ConnectAsync(server.Token("g", Role.Customer));
        await socket.ReadAsync("connection_established");
        var next = socket.ReadAsync("pong");
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        await socket.SendAsync("""{"type":"ping"}""");
        await next;
    }

    [Fact]
    public async Task Two_tokens_that_differ_are_refused_and_two_that_agree_are_not()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("g", Role.Customer);
        using var agree = await ConnectAsync(server, $"?token={token}", header: token);
        using var differ = await ConnectAsync(
            server,
            $"?token={token}",
            header: server.Token("g", Role.Customer)
        );

        Assert.Equal(
            "connection_established",
            (await agree.ReadAsync()).GetProperty("type").GetString()
        );
        Assert.Equal("error", (await differ.ReadAsync()).GetProperty("type").GetString());
        Assert.Equal(4401, await differ.ReadCloseAsync());
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    [InlineData("http://localhost.elsewhere.example")]
    [InlineData("https://app.example.com.elsewhere.example")]
    public async Task Foreign_origin_is_refused_in_band(string origin)
    {
        await using var server = await TestServer.StartAsync(
            ("Security:AllowedOrigins", "https://app.example.com")
        );
        using var refusals = new CounterReading(server.Meter, "tabletap.refused");
        using var socket = await ConnectAsync(
            server,
            $"?token={server.Token("g", Role.Customer)}",
            origin: origin
        );

        var error = await socket.ReadAsync();

        Assert.Equal(
            "INSUFFICIENT_PERMISSIONS",
            error.GetProperty("data").GetProperty("code").GetString()
        );
        Assert.Equal(4403, await socket.ReadCloseAsync());
        Assert.Equal(1, refusals.Of("origin"));
    }

    [Theory]
    [InlineData("true", "http://localhost:5173")]
    [InlineData("true", "http://127.0.0.1:3001")]
    [InlineData("true", "https://app.example.com")]
    [InlineData("false", "https://app.example.com")]
    public async Task Listed_origin_may_connect_and_with_the_demo_this_machine(
        string demo,
        string origin
    )
    {
        await using var server = await TestServer.StartAsync(
            ("Security:AllowedOrigins", "https://app.example.com"),
            ("Demo:Enabled", demo)
        );
        using var socket = await ConnectAsync(
            server,
            $"?token={server.Token("root", Role.Admin)}",
            origin: origin
        );

        Assert.Equal(
            "connection_established",
            (await socket.ReadAsync()).GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task Origin_of_this_machine_needs_the_demo()
    {
        await using var server = await TestServer.StartAsync(("Demo:Enabled", "false"));
        using var socket = await ConnectAsync(server, "", origin: "http://localhost:5173");

        Assert.Equal(4403, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Nothing_that_is_logged_holds_a_token_or_a_name()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("g", Role.Customer, name: "Wilhelmina");
        using (var socket = await ConnectAsync(server, $"?token={token}"))
        {
            await socket.ReadAsync("connection_established");
            await socket.SendAsync(
                """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":1}],"specialInstructions":"quicksilver"}}"""
            );
            await socket.ReadAsync("message_acknowledged");
            await socket.SendAsync($$"""{"type":"token_refresh","data":{"token":"{{token}}"} }""");
            await socket.ReadAsync("token_refreshed");
            await socket.SendAsync("{\"type\":");
            await socket.ReadAsync("error");
            await socket.CloseAsync(
                WebSocketCloseStatus.NormalClosure,
                null,
                TestContext.Current.CancellationToken
            );
        }

        using var refused = await ConnectAsync(server, $"?token={token}x");
        await refused.ReadCloseAsync();
        using var plain = await server.SendAsync(HttpMethod.Get, $"/v1?token={token}");
        using var nowhere = await server.SendAsync(HttpMethod.Get, $"/nowhere?token={token}");
        await server.StopAsync();

        var signature = token.Split('.')[2];
        Assert.NotEmpty(server.Logs.Lines);
        Assert.DoesNotContain(
            server.Logs.Lines,
            line =>
                line.Contains("token=", StringComparison.OrdinalIgnoreCase)
                || line.Contains(signature, StringComparison.Ordinal)
                || line.Contains("Wilhelmina", StringComparison.Ordinal)
                || line.Contains("quicksilver", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Sockets_come_over_TLS_by_HTTP_1_and_by_HTTP_2()
    {
        using var directory = new TemporaryDirectory();
        var certificate = Path.Combine(directory.Path, "server.pfx");
        await File.WriteAllBytesAsync(
            certificate,
            SelfSigned(),
            TestContext.Current.CancellationToken
        );
        await using var server = await TestServer.StartAsync(
            ("Server:Urls", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate)
        );
        using var own = X509CertificateLoader.LoadPkcs12FromFile(certificate, null);
        var known = own.RawData;
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, presented, _, _) =>
                        presented?.GetRawCertData().AsSpan().SequenceEqual(known) == true,
                },
            }
        );

        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var socket = new ClientWebSocket();
            socket.Options.HttpVersion = version;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            socket.Options.SetRequestHeader(
                "Authorization",
                $"Bearer {server.Token("g", Role.Customer)}"
            );
            await socket.ConnectAsync(
                server.SocketUrl,
                client,
                TestContext.Current.CancellationToken
            );
            await socket.ReadAsync("connection_established");

            // More than a request's body may have: a socket's has no end.
            var blanks = new string(' ', 60_000);
            for (var i = 0; i < 20; i++)
            {
                await socket.SendAsync($$"""{"type":"ping"{{blanks}}}""");
                await socket.ReadAsync("pong");
            }

            await socket.CloseAsync(
                WebSocketCloseStatus.NormalClosure,
                null,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(WebSocketState.Closed, socket.State);
        }
    }

    [Fact]
    public async Task A_plain_request_over_HTTP_2_is_told_what_this_is_and_logs_no_warning()
    {
        using var directory = new TemporaryDirectory();
        var certificate = Path.Combine(directory.Path, "server.pfx");
        var own = SelfSigned();
        await File.WriteAllBytesAsync(certificate, own, TestContext.Current.CancellationToken);
        await using var server = await TestServer.StartAsync(
            ("Server:Urls", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate)
        );
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = new()
                {
                    RemoteCertificateValidationCallback = (_, presented, _, _) =>
                        presented?.Subject == "CN=localhost",
                },
            }
        );
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "/v1"));
            (request.Version, request.VersionPolicy) = (
                version,
                HttpVersionPolicy.RequestVersionExact
            );
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
            Assert.Equal(
                version == HttpVersion.Version11 ? ["websocket"] : [],
                answer.Headers.Upgrade.Select(protocol => protocol.Name)
            );
        }

        Assert.DoesNotContain(
            server.Logs.Lines,
            line => line.StartsWith("Warning ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_renewed_certificate_is_served_without_closing_a_port_or_a_socket()
    {
        using var directory = new TemporaryDirectory();
        var cancel = TestContext.Current.CancellationToken;
        var certificate = Path.Combine(directory.Path, "server.pfx");
        await File.WriteAllBytesAsync(certificate, SelfSigned(), cancel);
        await using var server = await TestServer.StartAsync(
            ("Server:Urls", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate)
        );
        var before = await PresentedAsync(server.Url);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await socket.ConnectAsync(
            new Uri($"{server.SocketUrl}?token={server.Token("g", Role.Customer)}"),
            cancel
        );
        await socket.ReadAsync("connection_established");

        // First half of a file, as a slow copy leaves it, then the whole.
        var renewed = SelfSigned();
        await File.WriteAllBytesAsync(certificate, renewed[..^100], cancel);
        await Task.Delay(1100, cancel);
        Assert.Equal(before, await PresentedAsync(server.Url));
        await File.WriteAllBytesAsync(certificate, renewed, cancel);

        using var own = X509CertificateLoader.LoadPkcs12(renewed, null);
        await Patience.UntilAsync(
            async () => await PresentedAsync(server.Url) == own.Thumbprint,
            pauseMs: 100
        );
        await socket.SendAsync("""{"type":"ping","data":{}}""");
        await socket.ReadAsync("pong");
    }

    private static async Task<string> PresentedAsync(Uri server)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.GetCertHashString();
    }

    private static byte[] SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        return certificate.Export(X509ContentType.Pfx);
    }

    private static async Task<ClientWebSocket> ConnectAsync(
        TestServer server,
        string query,
        string? header = null,
        string? origin = null
    )
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (header is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {header}");
        }

        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(
            new Uri(server.SocketUrl + query),
            TestContext.Current.CancellationToken
        );
        return socket;
    }
}
