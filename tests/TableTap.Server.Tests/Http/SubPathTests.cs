using System.Net.WebSockets;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>A server that a proxy shows below a path of its host, whether the proxy takes the path away or not.</summary>
public sealed class SubPathTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Server:PathBase", "/shops/tabletap"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/shops/tabletap")]
    [InlineData("")]
    public async Task Everything_answers_with_the_path_and_without_it(string path)
    {
        foreach (
            var address in (string[])
                ["/", "/reference", "/explorer.js", "/docs/protocol", "/health/ready"]
        )
        {
            using var answer = await _server.SendAsync(HttpMethod.Get, path + address);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(_server.SocketUrl)
            {
                Path = $"{path}/v1",
                Query = $"token={_server.Token("g", Role.Customer)}",
            }.Uri,
            TestContext.Current.CancellationToken
        );
        await socket.ReadAsync("connection_established");
    }

    [Fact]
    public async Task The_path_itself_is_shown_with_a_slash_behind_it()
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, "/shops/tabletap?show=guest");

        Assert.Equal(302, (int)answer.StatusCode);
        Assert.Equal("/shops/tabletap/?show=guest", answer.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("/shops/tabletapx/")]
    [InlineData("/shops/")]
    [InlineData("/tabletap/")]
    public async Task Another_path_is_not_taken_away(string path)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, path);

        await answer.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("/", "")]
    [InlineData("/reference", "")]
    [InlineData("/docs/protocol", "docs/")]
    public async Task Every_link_of_a_page_stays_below_the_path(string page, string folder)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, $"/shops/tabletap{page}");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var from = new Uri(_server.Url, $"/shops/tabletap/{folder}x");
        var links = System
            .Text.RegularExpressions.Regex.Matches(html, "(?:href|src)=\"([^\"#]+)\"")
            .Select(found => new Uri(from, found.Groups[1].Value))
            .ToList();

        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            Assert.StartsWith("/shops/tabletap/", link.AbsolutePath, StringComparison.Ordinal);
            using var there = await _server.SendAsync(HttpMethod.Get, link.PathAndQuery);
            Assert.True(there.IsSuccessStatusCode, $"{link} answers {there.StatusCode}");
        }
    }

    [Fact]
    public async Task Documents_and_payment_links_name_the_path()
    {
        using var api = await _server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
        using var order = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("g", Role.Customer),
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        var url = (await order.JsonAsync())
            .GetProperty("data")
            .GetProperty("result")
            .GetProperty("paymentUrl")
            .GetString()!;
        using var page = await _server.SendAsync(HttpMethod.Get, new Uri(url).PathAndQuery);

        Assert.Equal(
            "/shops/tabletap",
            (await api.JsonAsync()).GetProperty("servers")[0].GetProperty("url").GetString()
        );
        Assert.Contains("/shops/tabletap/pay/", url, StringComparison.Ordinal);
        Assert.Equal(200, (int)page.StatusCode);
    }
}
