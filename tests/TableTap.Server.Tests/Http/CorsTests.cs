using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>The list of origins counts for HTTP as it does for sockets (section 9).</summary>
public sealed class CorsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(
            ("Demo:Enabled", "false"),
            ("Security:AllowedOrigins", "https://app.example.com,capacitor://localhost")
        );

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("https://app.example.com", "POST", "authorization,content-type")]
    [InlineData("capacitor://localhost", "GET", "authorization,last-event-id")]
    [InlineData("https://app.example.com", "DELETE", "authorization")]
    public async Task A_listed_origin_is_told_what_it_may_ask(
        string origin,
        string method,
        string headers
    )
    {
        using var answer = await PreflightAsync(origin, method, headers);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains(
            method,
            Header(answer, "Access-Control-Allow-Methods")!,
            StringComparison.Ordinal
        );
        Assert.All(
            headers.Split(','),
            one =>
                Assert.Contains(
                    one,
                    Header(answer, "Access-Control-Allow-Headers")!,
                    StringComparison.OrdinalIgnoreCase
                )
        );
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com.elsewhere.example")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("http://localhost:5173")]
    [InlineData("capacitor://elsewhere")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task Another_origin_is_told_nothing(string origin)
    {
        using var asked = await PreflightAsync(origin, "POST", "authorization");
        using var read = await GetAsync("/health/ready", origin);

        Assert.False(asked.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(read.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(200, (int)read.StatusCode);
    }

    [Theory]
    [InlineData("/health/ready", 200)]
    [InlineData("/v1/cafes/demo/menu", 401)]
    [InlineData("/nothing-here", 404)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task A_listed_origin_reads_every_answer_errors_too(string path, int status)
    {
        using var answer = await GetAsync(path, "https://app.example.com");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("https://app.example.com", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    [Fact]
    public async Task A_web_view_may_open_a_socket()
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "capacitor://localhost");
        await socket.ConnectAsync(
            new($"{_server.SocketUrl}?token={_server.Token("root", Role.Admin)}"),
            TestContext.Current.CancellationToken
        );

        await socket.ReadAsync("connection_established");
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private Task<HttpResponseMessage> GetAsync(string path, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        return _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> PreflightAsync(string origin, string method, string headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/v1/commands");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
