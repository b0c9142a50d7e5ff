using System.Net;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>Section 10: the figures of the server, and who may know them.</summary>
public sealed class MetricsEndpointTests
{
    private const string Silent = "tabletap_proxy_silent_total";

    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}""";

    [Fact]
    public async Task Figures_follow_what_happens()
    {
        await using var server = await TestServer.StartAsync();
        using (var forged = await server.ConnectAsync("forged"))
        {
            await forged.ReadCloseAsync();
        }

        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await guest.SendAsync($$"""{"type":"order_create","messageId":"m1","data":{{Order}}}""");
        await guest.ReadAsync("order_created");

        await Patience.UntilAsync(async () =>
            (await Exposition.OfAsync(server)).Value("tabletap_delivery_seconds_count") >= 1
        );
        var figures = await Exposition.OfAsync(server);
        Assert.Equal(1, figures.Value("tabletap_connections", "role", "customer"));
        Assert.Equal(0, figures.Value("tabletap_connections", "role", "manager"));
        Assert.Equal(1, figures.Value("tabletap_subscriptions_total", "direction", "in"));
        Assert.Equal(1, figures.Value("tabletap_refused_total", "reason", "AUTHENTICATION_FAILED"));
        Assert.True(figures.Value("tabletap_bytes_total", "direction", "in") > 100);
        Assert.True(figures.Value("tabletap_bytes_total", "direction", "out") > 500);
        Assert.True(figures.Value("tabletap_commit_seconds_count") >= 1);
        Assert.True(figures.Value("tabletap_queue_depth", "queue", "journal") >= 0);
        Assert.True(figures.Value("tabletap_queue_depth", "queue", "commands") >= 0);
        Assert.True(figures.Value("tabletap_queue_depth", "queue", "dispatch") >= 0);
        Assert.True(figures.Value("dotnet_process_memory_working_set_bytes") > 1_000_000);
        // Goals of the protocol are steps of the histogram, so that they can be alerted on.
        Assert.NotNull(figures.Value("tabletap_delivery_seconds_bucket", "le", "0.05"));
        Assert.NotNull(figures.Value("tabletap_delivery_seconds_bucket", "le", "0.2"));

        guest.Abort();
        await Patience.UntilAsync(async () =>
            (await Exposition.OfAsync(server)).Value(
                "tabletap_connection_bytes_count",
                "direction",
                "out"
            ) >= 1
        );
    }

    [Fact]
    public async Task Another_server_of_the_same_process_is_not_counted()
    {
        await using var server = await TestServer.StartAsync();
        await using var other = await TestServer.StartAsync();
        using var guest = await other.ConnectAsync(other.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");

        Assert.Equal(
            0,
            (await Exposition.OfAsync(server)).Value("tabletap_connections", "role", "customer")
        );
        Assert.Equal(
            1,
            (await Exposition.OfAsync(other)).Value("tabletap_connections", "role", "customer")
        );
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1", "")]
    [InlineData("X-Forwarded-For", "127.0.0.1", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "203.0.113.7", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy", "")]
    [InlineData("Host", "cafe.example", "")]
    [InlineData("Sec-Fetch-Site", "cross-site", "")]
    [InlineData("X-Nothing", "at all", "127.0.0.0/8")]
    public async Task Whoever_comes_through_a_proxy_is_not_of_this_machine(
        string header,
        string value,
        string proxies
    )
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", proxies));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        await answer.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task A_proxy_that_does_not_say_whose_requests_it_passes_on_is_counted_and_told_once()
    {
        await using var server = await TestServer.StartAsync(
            ("Security:TrustedProxies", "127.0.0.1"),
            ("Server:ProbeInterval", "200ms")
        );
        await PageAsync(("X-Forwarded-For", "203.0.113.7"));
        await PageAsync(("Forwarded", "for=203.0.113.7;proto=https"));
        // A probe comes from this machine without a proxy.
        await Patience.UntilAsync(async () =>
            (await FiguresAsync()).Value("tabletap_probe_seconds_count") >= 1
        );
        Assert.Equal(0, (await FiguresAsync()).Value(Silent));
        Assert.DoesNotContain(server.Logs.Lines, Has(" TableTap[119] "));

        await PageAsync(("Sec-Fetch-Mode", "navigate"));
        await PageAsync(("Origin", "https://cafe.example.com"));

        Assert.Equal(2, (await FiguresAsync()).Value(Silent));
        Assert.Contains(
            "127.0.0.1",
            Assert.Single(server.Logs.Lines, Has(" TableTap[119] ")),
            StringComparison.Ordinal
        );

        async Task PageAsync((string Name, string Value) header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", "navigate");
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            using var answer = await server.Http.SendAsync(
                request,
                TestContext.Current.CancellationToken
            );
        }

        async Task<Exposition> FiguresAsync()
        {
            using var answer = await server.SendAsync(
                HttpMethod.Get,
                "/metrics",
                server.Token("till", Role.Service)
            );
            return new(
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public async Task From_elsewhere_a_service_and_an_administrator_of_the_server_read_them()
    {
        await using var server = await TestServer.StartAsync(
            ("Security:TrustedProxies", "127.0.0.1")
        );

        Assert.Equal(200, await AskAsync(server.Token("till", Role.Service)));
        Assert.Equal(200, await AskAsync(server.Token("root", Role.Admin)));
        Assert.Equal(403, await AskAsync(server.Token("boss", Role.Admin, cafe: "demo")));
        Assert.Equal(403, await AskAsync(server.Token("maya", Role.Manager)));
        Assert.Equal(403, await AskAsync(server.Token("ada", Role.Customer)));
        Assert.Equal(401, await AskAsync("forged"));
        Assert.Equal(401, await AskAsync(null));

        async Task<int> AskAsync(string? token)
        {
            using var answer = await server.SendAsync(HttpMethod.Get, "/metrics", token);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_address_of_their_own_answers_nothing_else_and_asks_no_token()
    {
        await using var server = await TestServer.StartAsync(
            ("Server:MetricsUrl", "http://127.0.0.1:0")
        );
        using var http = new HttpClient { BaseAddress = new(server.MetricsAddress!) };
        var cancel = TestContext.Current.CancellationToken;

        Assert.Contains(
            "tabletap_connections",
            await http.GetStringAsync("/metrics", cancel),
            StringComparison.Ordinal
        );
        foreach (var path in new[] { "/", "/v1", "/health/live", "/v1/admin/audit" })
        {
            using var other = await http.GetAsync(path, cancel);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, other.StatusCode));
        }

        using var main = await server.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.NotFound, main.StatusCode);
    }

    [Fact]
    public async Task An_address_that_is_taken_stops_the_start_and_names_the_setting()
    {
        await using var first = await TestServer.StartAsync();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() =>
            TestServer.StartAsync(
                ("Server:MetricsUrl", first.Url.GetLeftPart(UriPartial.Authority))
            )
        );

        Assert.Contains("Server:MetricsUrl", refused.Message, StringComparison.Ordinal);
    }

    private static Predicate<string> Has(string text) =>
        line => line.Contains(text, StringComparison.Ordinal);
}
