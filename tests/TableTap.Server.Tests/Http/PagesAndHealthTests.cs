using System.Net.Http.Headers;
using TableTap.Protocol.Schemas;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

public sealed class PagesAndHealthTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task First_page_comes_out_of_the_program_with_a_strict_policy()
    {
        using var response = await _server.SendAsync(HttpMethod.Get, "/");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        var policy = Header(response, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Every_file_of_a_page_is_there_with_its_type()
    {
        using var script = await _server.SendAsync(HttpMethod.Get, "/explorer.js");
        using var picture = await _server.SendAsync(HttpMethod.Get, "/favicon.svg");
        using var style = await _server.SendAsync(HttpMethod.Get, "/pay.css");

        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/", "class=\"cup\"", "id=\"language\"")]
    [InlineData("/g/demo", "class=\"cup\"", "id=\"language\"")]
    [InlineData("/s/demo", "class=\"cup\"", "id=\"language\"", "id=\"sign-in\"")]
    [InlineData("/m/demo", "class=\"cup\"", "id=\"language\"", "id=\"sign-in\"")]
    [InlineData("/b/demo", "charset")]
    [InlineData("/reference", "id=\"language\"")]
    [InlineData("/start", "id=\"language\"")]
    [InlineData("/docs/protocol", "charset")]
    public async Task Page_is_sent_with_the_parts_that_it_names(string path, params string[] parts)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.All(parts, part => Assert.Single(page.Split(part)[1..]));
        Assert.DoesNotContain("#include", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchanged_page_is_not_sent_again()
    {
        using var first = await _server.SendAsync(HttpMethod.Get, "/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));

        using var second = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(304, (int)second.StatusCode);
        Assert.Empty(
            await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("/nothing-here")]
    [InlineData("/../Program.cs")]
    [InlineData("/%2e%2e/appsettings.json")]
    [InlineData("/web/index.html")]
    [InlineData("/index.html/")]
    [InlineData("/parts/top.html")]
    public async Task Address_where_nothing_is_says_so(string path)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);

        await response.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Wrong_method_says_so()
    {
        using var response = await _server.SendAsync(HttpMethod.Delete, "/v1/commands");

        await response.ProblemAsync(405, "NOT_FOUND");
    }

    [Fact]
    public async Task Protocol_is_told_as_a_document()
    {
        using var response = await _server.SendAsync(HttpMethod.Get, "/asyncapi.yaml");

        Assert.Equal("application/yaml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ProtocolSchemas.AsyncApi(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task Health_says_how_it_is(string path, string status)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(status, (await response.JsonAsync()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("customer", "guest-7")]
    [InlineData("employee", "anna")]
    [InlineData("manager", "maya")]
    public async Task Demo_signs_its_people_in(string role, string user)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            $"/demo/session?role={role}&user={user}&name=N"
        );
        var session = await response.JsonAsync();
        using var menu = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            session.GetProperty("token").GetString()
        );

        Assert.Equal(user, session.GetProperty("userId").GetString());
        Assert.Equal(role, session.GetProperty("role").GetString());
        Assert.Equal("demo", session.GetProperty("cafeId").GetString());
        Assert.Equal(200, (int)menu.StatusCode);
    }

    [Theory]
    [InlineData("/demo/session")]
    [InlineData("/demo/session?role=admin&user=root")]
    [InlineData("/demo/session?role=service&user=gateway")]
    [InlineData("/demo/session?role=customer&user=a%20b")]
    public async Task Demo_signs_nobody_else_in(string path)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);

        await response.ProblemAsync(422, "VALIDATION_FAILED");
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Forwarded", "for=127.0.0.1;host=localhost")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Demo_session_is_not_for_pages_from_elsewhere(string header, string value)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/demo/session?role=customer&user=g"
        );
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
    }

    [Theory]
    [InlineData("127.0.0.1", "1.1", 403)]
    [InlineData("10.0.0.0/8", "1.0", 403)]
    [InlineData("10.0.0.0/8", "1.1", 200)]
    public async Task Demo_session_is_not_for_what_a_proxy_of_this_machine_passes_on(
        string proxy,
        string version,
        int status
    )
    {
        await using var server = await TestServer.StartAsync(("Security:TrustedProxies", proxy));
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/demo/session?role=customer&user=g"
        )
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/demo/session?role=customer&user=g")]
    [InlineData("/pay/some-order")]
    [InlineData("/receipts/txn_1")]
    [InlineData("/rate/some-order")]
    public async Task Without_the_demo_there_is_nothing_of_it(string path)
    {
        await using var plain = await TestServer.StartAsync(("Demo:Enabled", "false"));

        using var response = await plain.SendAsync(HttpMethod.Get, path);
        using var payment = await plain.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            plain.Token("g", Role.Customer),
            "{}"
        );

        await response.ProblemAsync(404, "NOT_FOUND");
        await payment.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Without_the_demo_the_first_page_says_what_to_do()
    {
        await using var plain = await TestServer.StartAsync(("Demo:Enabled", "false"));

        var first = await plain.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        var demo = await _server.Http.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains("cafe import", first, StringComparison.Ordinal);
        Assert.DoesNotContain("explorer.js", first, StringComparison.Ordinal);
        Assert.Contains("explorer.js", demo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/cafes/demo/menu", "br")]
    [InlineData("/openapi/v1.json", "br")]
    [InlineData("/explorer.css", "br")]
    [InlineData("/docs/operations", "br")]
    [InlineData("/v1/cafes/none/menu", "br")]
    [InlineData("/demo/session?role=customer&user=g", null)]
    public async Task Answers_are_compressed_but_not_those_with_a_token(
        string path,
        string? encoding
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", _server.Token("g", Role.Customer));
        request.Headers.AcceptEncoding.Add(new("br"));

        using var response = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.NotEqual(405, (int)response.StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        Assert.Single(response.Headers.GetValues(name));
}
