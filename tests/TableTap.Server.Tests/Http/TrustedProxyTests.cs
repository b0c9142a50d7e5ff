using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Server.Http;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>A proxy is believed where the operator names it, and nowhere else (section 9).</summary>
public sealed class TrustedProxyTests
{
    private const string Near = "127.0.0.1";

    [Theory]
    [InlineData(Near, "X-Forwarded-For", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "X-Forwarded-For", "203.0.113.7", "203.0.113.7")]
    [InlineData(Near, "X-Forwarded-For", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData(Near, "X-Forwarded-For", "2001:db8::7", "2001:db8::7")]
    // What a client wrote itself stands to the left of what the proxy saw.
    [InlineData(Near, "X-Forwarded-For", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1,10.0.0.0/8", "X-Forwarded-For", "203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [InlineData(Near, "X-Forwarded-For", "203.0.113.7, 10.1.2.3", "10.1.2.3")]
    [InlineData(Near, "Forwarded", "for=203.0.113.7", "203.0.113.7")]
    [InlineData(
        Near,
        "Forwarded",
        "For=\"203.0.113.7:4711\";proto=http;by=10.0.0.1",
        "203.0.113.7"
    )]
    [InlineData(Near, "Forwarded", "proto=https;for=\"[2001:db8::7]:4711\"", "2001:db8::7")]
    [InlineData(Near, "Forwarded", "for=198.51.100.1, for=203.0.113.7", "203.0.113.7")]
    public async Task A_named_proxy_says_where_a_client_is(
        string proxies,
        string header,
        string value,
        string address
    )
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", proxies));

        Assert.Equal(address, await AuditedAsync(server, header, value));
    }

    [Theory]
    [InlineData("10.0.0.1", "X-Forwarded-For", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "Forwarded", "for=203.0.113.7")]
    [InlineData("", "X-Forwarded-For", "203.0.113.7")]
    [InlineData("", "Forwarded", "for=203.0.113.7")]
    [InlineData(Near, "X-Forwarded-For", "somewhere")]
    [InlineData(Near, "X-Forwarded-For", ",,")]
    [InlineData(Near, "Forwarded", "for=unknown")]
    [InlineData(Near, "Forwarded", "for=_hidden;proto=https")]
    [InlineData(Near, "Forwarded", "by=203.0.113.7")]
    [InlineData(Near, "Forwarded", "\"")]
    [InlineData(Near, "Forwarded", "for=\"203.0.113.7")]
    [InlineData(Near, "Forwarded", ";;;,=,for")]
    public async Task Nobody_else_is_believed_and_nothing_unreadable(
        string proxies,
        string header,
        string value
    )
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", proxies));

        Assert.Equal(Near, await AuditedAsync(server, header, value));
    }

    [Theory]
    [InlineData(Near, "X-Forwarded-Proto", "https", true)]
    [InlineData(Near, "X-Forwarded-Proto", "http", false)]
    [InlineData(Near, "Forwarded", "for=203.0.113.7;proto=https", true)]
    [InlineData(Near, "Forwarded", "for=203.0.113.7", false)]
    [InlineData("10.0.0.1", "X-Forwarded-Proto", "https", false)]
    [InlineData("", "X-Forwarded-Proto", "https", false)]
    public async Task Its_scheme_counts_for_HSTS(
        string proxies,
        string header,
        string value,
        bool isTls
    )
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", proxies));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        if (header == "Forwarded")
        {
            request.Headers.Remove("X-Forwarded-For");
        }

        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(isTls, answer.Headers.Contains("Strict-Transport-Security"));
    }

    /// <summary>The address is of whoever the server speaks to, the second one its own.</summary>
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.1", "/v1", "Host", true)]
    [InlineData("::ffff:10.0.0.5", "::ffff:10.0.0.1", "/v1", "Host", true)]
    [InlineData("10.0.0.5", "10.0.0.1", "/v1", "X-Forwarded-For", false)]
    [InlineData("192.0.2.1", "10.0.0.1", "/v1", "Origin", false)]
    // Balancers and monitoring ask for themselves.
    [InlineData("10.0.0.5", "10.0.0.1", "/health/ready", "Host", false)]
    [InlineData("10.0.0.5", "10.0.0.1", "/metrics", "Host", false)]
    // Of this machine are its tools, too; only pages come through a proxy.
    [InlineData("10.0.0.1", "10.0.0.1", "/v1", "Host", false)]
    [InlineData("10.0.0.1", "10.0.0.1", "/v1", "Origin", true)]
    [InlineData("127.0.0.1", "127.0.0.1", "/", "Host", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "/", "Sec-Fetch-Mode", true)]
    public void A_proxy_is_silent_where_it_does_not_say_whose_request_it_passes_on(
        string address,
        string own,
        string path,
        string header,
        bool isSilent
    )
    {
        using var meter = new Meter("TrustedProxyTests");
        var proxies = new SilentProxies(
            new(new() { Security = new() { TrustedProxies = [Near, "10.0.0.0/8"] } }),
            ["/health", "/metrics"],
            TimeProvider.System,
            meter,
            NullLogger.Instance
        );
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Connection.LocalIpAddress = IPAddress.Parse(own);
        context.Request.Path = path;
        context.Request.Headers[header] = "something";

        Assert.Equal(isSilent, proxies.IsSilent(context));
    }

    [Fact]
    public async Task Limits_count_the_clients_address_and_not_the_proxys()
    {
        await using var server = await TestServer.StartAsync(
            ("Security:TrustedProxies", Near),
            ("Limits:ForgedHandshakesPerMinute", "2")
        );
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(4401, await ForgedAsync(server, "203.0.113.7"));
        }

        Assert.Equal(429, await ForgedAsync(server, "203.0.113.7"));
        Assert.Equal(4401, await ForgedAsync(server, "203.0.113.8"));
    }

    [Fact]
    public async Task Who_is_believed_changes_without_a_restart_and_without_a_proxy_it_is_nobody()
    {
        await using var server = await TestServer.StartAsync();
        Assert.False(await IsTlsAsync(server));
        server.Reload(("Security:TrustedProxies", Near));
        Assert.True(await IsTlsAsync(server));
        server.Reload(("Security:TrustedProxies", "10.0.0.1"));
        Assert.False(await IsTlsAsync(server));
        server.Reload();
        Assert.False(await IsTlsAsync(server));
    }

    [Fact]
    public async Task How_many_forged_handshakes_an_address_may_try_changes_without_a_restart()
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", Near));
        Assert.Equal(4401, await ForgedAsync(server, "203.0.113.7"));
        Assert.Equal(4401, await ForgedAsync(server, "203.0.113.7"));

        server.Reload(("Limits:ForgedHandshakesPerMinute", "2"));
        Assert.Equal(429, await ForgedAsync(server, "203.0.113.7"));
        server.Reload(("Limits:ForgedHandshakesPerMinute", "3"));
        Assert.Equal(4401, await ForgedAsync(server, "203.0.113.7"));
    }

    /// <summary>Whether the server believes that a proxy got a request over TLS.</summary>
    private static async Task<bool> IsTlsAsync(TestServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        return answer.Headers.Contains("Strict-Transport-Security");
    }

    // The close code, or the status of an answer that was no upgrade.
    private static async Task<int> ForgedAsync(TestServer server, string address)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("X-Forwarded-For", address);
        try
        {
            await socket.ConnectAsync(
                new($"{server.SocketUrl}?token=forged"),
                TestContext.Current.CancellationToken
            );
        }
        catch (WebSocketException) when (socket.HttpStatusCode != HttpStatusCode.SwitchingProtocols)
        {
            return (int)socket.HttpStatusCode;
        }

        return await socket.ReadCloseAsync();
    }

    private static async Task<string?> AuditedAsync(TestServer server, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/admin/revocations");
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.Authorization = new("Bearer", server.Token("root", Role.Admin));
        request.Content = new StringContent(
            """{"user":"mallory","reason":"test"}""",
            null,
            "application/json"
        );
        using var done = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(204, (int)done.StatusCode);
        using var audit = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=server",
            server.Token("root", Role.Admin)
        );
        return (await audit.JsonAsync())
            .GetProperty("lines")
            .EnumerateArray()
            .Single(line => line.GetProperty("command").GetString() == "revocation")
            .GetProperty("address")
            .GetString();
    }
}
