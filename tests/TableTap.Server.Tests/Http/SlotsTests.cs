using System.Net;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>The times for which something can be ordered, and an order for one of them, over the network (sections 5 and 10).</summary>
public sealed class SlotsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(
        string query,
        string cafe = "demo"
    )
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/cafes/{cafe}/slots{query}",
            _server.Token("john", Role.Customer)
        );
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, json.RootElement.Clone());
    }

    [Fact]
    public async Task A_guest_orders_for_an_offered_time_and_reads_it_again()
    {
        var (status, slots) = await GetAsync("?items=cappuccino:2,croissant&orderType=takeaway");
        Assert.Equal(HttpStatusCode.OK, status);
        var times = slots.GetProperty("slots").EnumerateArray().ToList();
        Assert.InRange(times.Count, 90, 98);
        Assert.All(times, one => Assert.True(one.GetProperty("available").GetBoolean()));
        var at = times[40].GetProperty("at").GetString();

        var token = _server.Token("john", Role.Customer);
        using var ordered = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            token,
            $$$"""{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":2}],"scheduledFor":"{{{at}}}"}}"""
        );
        Assert.Equal(HttpStatusCode.OK, ordered.StatusCode);
        using var orders = await _server.SendAsync(HttpMethod.Get, "/v1/cafes/demo/orders", token);
        using var read = JsonDocument.Parse(await orders.Content.ReadAsStringAsync());
        var order = read.RootElement.GetProperty("orders")[0];
        Assert.Equal(at, order.GetProperty("scheduledFor").GetString());
        Assert.Equal(at, order.GetProperty("estimatedReadyAt").GetString());
    }

    [Fact]
    public async Task A_refusal_over_http_tells_the_earliest_time()
    {
        using var refused = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("john", Role.Customer),
            $$$"""{"type":"order_create","messageId":"m2","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":20}],"scheduledFor":"{{{DateTimeOffset.UtcNow.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}}}"}}"""
        );
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(
            "SLOT_UNAVAILABLE",
            problem.RootElement.GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"earliest\":",
            problem.RootElement.GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("?items=no-such-item", "items")]
    [InlineData("?items=cappuccino:0", "items")]
    [InlineData("?items=cappuccino:1:1", "items")]
    [InlineData("?orderType=delivery", "orderType")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2024-01-15T10:00:00Z&to=2024-01-25T10:00:00Z", "to")]
    [InlineData("?day=monday", "day")]
    public async Task A_query_that_is_wrong_says_what(string query, string path)
    {
        var (status, problem) = await GetAsync(query);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(path, problem.GetProperty("details")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Another_café_looks_as_if_it_were_not_there() =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("", "elsewhere")).Status);
}
