using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: counters, staff, board and wait time as they are, redacted as on the channels.</summary>
public sealed class CafeStateTests : IAsyncLifetime
{
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = new(await TestServer.StartAsync());

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task Counter_that_is_down_shows_why_to_the_staff_alone()
    {
        await _door.DoAsync(
            "maya",
            "counter_status_update",
            """{"counterId":"cold","status":"cleaning","reason":"Spilt syrup","estimatedDowntime":20}"""
        );

        var forStaff = Counter(await _door.ReadAsync("anna", "/v1/cafes/demo/counters"), "cold");
        var forGuest = Counter(await _door.ReadAsync("john", "/v1/cafes/demo/counters"), "cold");

        Assert.Equal("cleaning", forStaff.GetProperty("status").GetString());
        Assert.Equal("Spilt syrup", forStaff.GetProperty("reason").GetString());
        Assert.Equal(20, forStaff.GetProperty("estimatedDowntime").GetDouble());
        Assert.Equal(["ben"], Texts(forStaff, "employeeIds"));
        Assert.Equal(["cold_drinks"], Texts(forStaff, "tags"));
        Assert.Equal(
            """{"counterId":"cold","name":"Cold Bar","status":"cleaning","estimatedDowntime":20}""",
            forGuest.GetRawText()
        );
    }

    [Fact]
    public async Task Queue_counts_orders_with_something_left_to_make()
    {
        var first = await _door.OrderAsync("john");
        var second = await _door.OrderAsync("jane");
        await _door.StatusAsync("anna", first, "confirmed");
        await _door.StatusAsync("anna", second, "confirmed");
        Assert.Equal(2, await QueueAsync());

        await _door.StatusAsync("anna", first, "preparing");
        await _door.StatusAsync("anna", first, "ready");
        Assert.Equal(1, await QueueAsync());

        async Task<int> QueueAsync() =>
            Counter(await _door.ReadAsync("maya", "/v1/cafes/demo/counters"), "espresso")
                .GetProperty("queueLength")
                .GetInt32();
    }

    [Fact]
    public async Task Staff_shows_who_is_at_work_and_who_covers_a_break()
    {
        await _door.DoAsync(
            "maya",
            "break_start",
            """{"employeeId":"ben","breakType":"lunch","duration":30,"coveringEmployees":["anna"]}"""
        );
        await _door.DoAsync("chloe", "employee_clock_out", """{"location":"Kitchen"}""");

        var staff = await _door.ReadAsync("anna", "/v1/cafes/demo/staff");

        var ben = Person(staff, "ben");
        Assert.Equal("clocked_in", ben.GetProperty("status").GetString());
        Assert.Equal("lunch", ben.GetProperty("break").GetProperty("breakType").GetString());
        Assert.Equal(["anna"], Texts(ben.GetProperty("break"), "coveringEmployees"));
        Assert.Equal(["cold"], Texts(ben.GetProperty("break"), "counterIds"));
        Assert.Equal("clocked_out", Person(staff, "chloe").GetProperty("status").GetString());
        Assert.False(Person(staff, "chloe").TryGetProperty("since", out _));
        Assert.Equal("manager", Person(staff, "maya").GetProperty("role").GetString());
        var positions = await _door.ReadAsync("anna", "/v1/cafes/demo/orders");
        Assert.True(
            positions.GetProperty("positions").TryGetProperty("counter:cold:orders", out _),
            "who covers hears the covered counter"
        );
    }

    [Fact]
    public async Task Board_shows_numbers_only_until_the_order_is_handed_over()
    {
        var orderId = await _door.OrderAsync("john");
        await _door.StatusAsync("anna", orderId, "confirmed");
        Assert.Empty((await BoardAsync()).EnumerateArray());

        await _door.StatusAsync("anna", orderId, "preparing");
        Assert.Equal("""[{"orderNumber":"ORD-000001","status":"preparing"}]""", await TextAsync());

        await _door.StatusAsync("anna", orderId, "ready");
        Assert.Equal(
            """[{"orderNumber":"ORD-000001","status":"ready","pickupLocation":"Espresso Bar"}]""",
            await TextAsync()
        );

        await _door.StatusAsync("maya", orderId, "completed");
        Assert.Empty((await BoardAsync()).EnumerateArray());

        async Task<JsonElement> BoardAsync() =>
            (await _door.ReadAsync("jane", "/v1/cafes/demo/board")).GetProperty("orders");

        async Task<string> TextAsync() => (await BoardAsync()).GetRawText();
    }

    [Fact]
    public async Task Wait_time_tells_of_a_pause_and_its_end()
    {
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null);
        await _door.DoAsync(
            "maya",
            "intake_update",
            $$"""{"mode":"paused","until":"{{until}}","reason":"Rush"}"""
        );

        var waits = (await _door.ReadAsync("john", "/v1/cafes/demo/wait-time"))
            .GetProperty("waitTimes")
            .EnumerateArray()
            .ToList();

        Assert.Equal(
            ["takeaway", "dine-in"],
            waits.Select(wait => wait.GetProperty("orderType").GetString())
        );
        Assert.All(
            waits,
            wait =>
            {
                Assert.Equal("paused", wait.GetProperty("mode").GetString());
                Assert.Equal(until, wait.GetProperty("until").GetString());
                Assert.True(wait.GetProperty("minutes").GetDouble() > 0);
            }
        );
    }

    [Fact]
    public async Task Alerts_show_what_the_channel_told_until_it_is_resolved()
    {
        await _door.DoAsync("maya", "intake_update", """{"mode":"paused","reason":"Rush"}""");

        var alert = Assert.Single(await IntakeAlertsAsync(1));
        Assert.Equal("critical", alert.GetProperty("severity").GetString());
        Assert.Equal("firing", alert.GetProperty("state").GetString());
        await _door.DoAsync(
            "maya",
            "alert_acknowledge",
            $$"""{"alertId":"{{alert.GetProperty("alertId").GetString()}}"}"""
        );
        var seen = Assert.Single(await IntakeAlertsAsync(1));
        Assert.Equal("maya", seen.GetProperty("acknowledgedBy").GetString());

        await _door.DoAsync("maya", "intake_update", """{"mode":"normal"}""");
        Assert.Empty(await IntakeAlertsAsync(0));

        // The café looks at its alerts soon after a commit, not within it.
        async Task<List<JsonElement>> IntakeAlertsAsync(int count)
        {
            List<JsonElement> alerts = [];
            await Patience.UntilAsync(async () =>
            {
                alerts =
                [
                    .. (await _door.ReadAsync("maya", "/v1/cafes/demo/alerts"))
                        .GetProperty("alerts")
                        .EnumerateArray()
                        .Where(one => one.GetProperty("category").GetString() == "intake"),
                ];
                return alerts.Count == count;
            });
            return alerts;
        }
    }

    [Fact]
    public async Task Metrics_count_what_happened()
    {
        await _door.CompletedAsync("john");
        await _door.OrderAsync("jane");

        var answer = await _door.ReadAsync("maya", "/v1/cafes/demo/metrics");

        Assert.Equal("current_hour", answer.GetProperty("period").GetString());
        var metrics = answer.GetProperty("metrics");
        Assert.Equal(1, metrics.GetProperty("ordersReceived").GetInt32());
        Assert.Equal(1, metrics.GetProperty("ordersCompleted").GetInt32());
        Assert.Equal(
            """[{"name":"Cappuccino","count":1}]""",
            metrics.GetProperty("topItems").GetRawText()
        );
        Assert.Equal(3, answer.GetProperty("counters").GetArrayLength());
    }

    [Fact]
    public async Task Menu_lists_what_is_out_and_where()
    {
        await _door.DoAsync(
            "anna",
            "item_availability_update",
            """{"customization":"Oat milk","available":false,"counterId":"espresso"}"""
        );

        var menu = await _door.ReadAsync("john", "/v1/cafes/demo/menu");

        Assert.Equal(
            """[{"customization":"Oat milk","counterId":"espresso"}]""",
            menu.GetProperty("outages").GetRawText()
        );
    }

    private static JsonElement Counter(JsonElement answer, string counterId) =>
        answer
            .GetProperty("counters")
            .EnumerateArray()
            .Single(one => one.GetProperty("counterId").GetString() == counterId);

    private static JsonElement Person(JsonElement answer, string employeeId) =>
        answer
            .GetProperty("staff")
            .EnumerateArray()
            .Single(one => one.GetProperty("employeeId").GetString() == employeeId);

    private static IEnumerable<string> Texts(JsonElement owner, string name) =>
        owner.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);
}
