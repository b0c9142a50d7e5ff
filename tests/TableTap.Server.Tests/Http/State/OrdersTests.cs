using System.Text.Json;
using CsCheck;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: lists of orders, open ones from the café and closed ones from the journal.</summary>
public sealed class OrdersTests : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "status",
        "counterId",
        "customerId",
        "number",
        "from",
        "to",
        "cursor",
        "limit",
    ];
    private const string Path = "/v1/cafes/demo/orders";
    private readonly ProcessClock _time = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() =>
        _door = new(await TestServer.StartAsync(_time, ("Limits:MessagesPerMinute", "100000")));

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task Guests_read_their_own_and_the_staff_reads_the_cafes()
    {
        var johns = await OrderAsync("john");
        var janes = await OrderAsync("jane");

        Assert.Equal([johns], Ids(await _door.ReadAsync("john", Path)));
        Assert.Equal([janes], Ids(await _door.ReadAsync("jane", $"{Path}?customerId=jane")));
        foreach (var user in new[] { "anna", "maya", "ada", "bank" })
        {
            Assert.Equal([janes, johns], Ids(await _door.ReadAsync(user, Path)));
        }

        Assert.Equal([johns], Ids(await _door.ReadAsync("maya", $"{Path}?customerId=john")));
    }

    [Theory]
    [InlineData("john", "jane")]
    [InlineData("anna", "john")]
    public async Task Looking_another_guest_up_is_for_managers(string user, string customer)
    {
        using var response = await _door.GetAsync(user, $"{Path}?customerId={customer}");

        var problem = await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        Assert.Equal("manager", problem.GetProperty("requiredRole").GetString());
    }

    [Fact]
    public async Task Filters_hold_for_open_and_closed_orders_alike()
    {
        var closed = await CompletedAsync("john");
        _time.Advance(TimeSpan.FromMinutes(10));
        var cancelled = await OrderAsync("john", "iced-tea");
        await _door.DoAsync(
            "john",
            "order_cancel",
            $$"""{"orderId":"{{cancelled}}","reason":"customer_request"}"""
        );
        _time.Advance(TimeSpan.FromMinutes(10));
        var cold = await OrderAsync("jane", "iced-tea");
        await _door.StatusAsync("ben", cold, "confirmed");
        var pending = await OrderAsync("jane");

        Assert.Equal([pending, cold, cancelled, closed], await IdsAsync(""));
        Assert.Equal([closed], await IdsAsync("status=completed"));
        Assert.Equal([cancelled, closed], await IdsAsync("status=completed,cancelled"));
        Assert.Equal([pending, closed], await IdsAsync("status=pending&status=completed"));
        Assert.Equal([cold], await IdsAsync("counterId=cold"));
        Assert.Equal([closed], await IdsAsync("counterId=espresso"));
        Assert.Equal([], await IdsAsync("counterId=kitchen"));
        Assert.Equal([cancelled, closed], await IdsAsync("customerId=john"));
        Assert.Equal(
            [closed],
            await IdsAsync("customerId=john&status=completed&counterId=espresso")
        );
        Assert.Equal([closed], await IdsAsync("number=ORD-000001"));
        Assert.Equal([cold], await IdsAsync("number=3"));
        Assert.Equal([], await IdsAsync("number=ord-000001&status=cancelled"));
        Assert.Equal([], await IdsAsync("number=77"));
        Assert.Equal([pending, cold, cancelled], await IdsAsync("from=2024-01-15T09:10:00Z"));
        Assert.Equal([closed], await IdsAsync("to=2024-01-15T09:10:00Z"));
        Assert.Equal(
            [cancelled],
            await IdsAsync("from=2024-01-15T10:10:00%2B01:00&to=2024-01-15T10:20:00+01:00")
        );
    }

    [Fact]
    public async Task Orders_the_cafe_has_long_forgotten_are_read_from_the_journal()
    {
        var old = await CompletedAsync("john");
        _time.Advance(TimeSpan.FromDays(3));
        await _door.NextDayAsync();
        await CompletedAsync("jane");
        await _door.Server.RestartAsync();

        var order = Assert.Single(
            (await _door.ReadAsync("john", Path)).GetProperty("orders").EnumerateArray()
        );

        Assert.Equal(old, order.GetProperty("orderId").GetString());
        Assert.Equal("completed", order.GetProperty("status").GetString());
        Assert.Equal("3.50", order.GetProperty("total").GetRawText());
        var alone = await _door.ReadAsync("john", $"/v1/orders/{old}");
        Assert.Equal(order.GetRawText(), alone.GetProperty("order").GetRawText());
    }

    [Fact]
    public async Task Pages_walk_every_order_once_while_more_are_placed()
    {
        await ManyOrders.AllowAsync(_door.Server.Http, _door.Server.Token("root", Role.Admin));
        await Gen.Select(Gen.Int[1, 5], Gen.Bool.Array[0, 8], Gen.Int)
            .SampleAsync(
                async (limit, closes, salt) =>
                {
                    var guest = $"guest{salt & 0xFFFFFF}-{Guid.CreateVersion7():N}";
                    var placed = new List<string>();
                    foreach (var close in closes)
                    {
                        placed.Add(close ? await CompletedAsync(guest) : await OrderAsync(guest));
                    }

                    var walked = new List<string>();
                    string? cursor = null;
                    do
                    {
                        var page = await _door.ReadAsync(
                            guest,
                            $"{Path}?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}"
                        );
                        var ids = Ids(page).ToList();
                        Assert.True(ids.Count <= limit);
                        walked.AddRange(ids);
                        cursor = page.TryGetProperty("nextCursor", out var next)
                            ? next.GetString()
                            : null;
                        await OrderAsync(guest);
                    } while (cursor is not null);

                    placed.Reverse();
                    Assert.Equal(placed, walked);
                },
                iter: 12,
                threads: 1
            );
    }

    [Theory]
    [InlineData("status=eaten", "status", "pending, scheduled, confirmed")]
    [InlineData("counterId=bar", "counterId", "cold")]
    [InlineData("number=ORD-one", "number", "ORD-000123")]
    [InlineData("number=0", "number", "ORD-000123")]
    [InlineData("from=yesterday", "from", "2024-01-15T10:30:00.000Z")]
    [InlineData("to=2024-01-15", "to", "timestamp")]
    [InlineData("from=2024-01-15T10:00:00Z&to=2024-01-15T10:00:00Z", "to", "later than from")]
    [InlineData("cursor=AAAA", "cursor", "nextCursor")]
    [InlineData("cursor=%00%22%7B", "cursor", "nextCursor")]
    [InlineData("limit=0", "limit", "1 to 100")]
    [InlineData("limit=101", "limit", "1 to 100")]
    [InlineData("limit=ten", "limit", "1 to 100")]
    [InlineData("limit=1&limit=2", "limit", "twice")]
    [InlineData("states=ready", "states", "status, counterId")]
    public async Task Wrong_values_are_told_with_what_is_allowed(
        string query,
        string path,
        string words
    )
    {
        using var response = await _door.GetAsync("maya", $"{Path}?{query}");

        var problem = await response.ProblemAsync(422, "VALIDATION_FAILED");
        var detail = Assert.Single(problem.GetProperty("details").EnumerateArray());
        Assert.Equal(path, detail.GetProperty("path").GetString());
        Assert.Contains(words, detail.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_query_is_answered_without_a_fault()
    {
        await Gen.Select(Gen.Int[0, 7].Select(at => Names[at]), Gen.String[Gen.Char, 0, 40])
            .SampleAsync(
                async (name, value) =>
                {
                    var text = new string([.. value.Where(one => !char.IsSurrogate(one))]);
                    using var response = await _door.GetAsync(
                        "maya",
                        $"{Path}?{name}={Uri.EscapeDataString(text)}"
                    );
                    Assert.Contains((int)response.StatusCode, new[] { 200, 422 });
                },
                iter: 150,
                threads: 1
            );
    }

    private Task<string> OrderAsync(string guest, string item = "cappuccino")
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _door.OrderAsync(guest, item);
    }

    private Task<string> CompletedAsync(string guest)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _door.CompletedAsync(guest);
    }

    private async Task<IEnumerable<string>> IdsAsync(string query) =>
        Ids(await _door.ReadAsync("maya", $"{Path}?{query}"));

    private static IEnumerable<string> Ids(JsonElement answer) =>
        answer
            .GetProperty("orders")
            .EnumerateArray()
            .Select(order => order.GetProperty("orderId").GetString()!);
}
