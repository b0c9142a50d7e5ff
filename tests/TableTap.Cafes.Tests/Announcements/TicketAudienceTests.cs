using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what": the rows of the counters.</summary>
public sealed class TicketAudienceTests
{
    private const string Espresso = "counter:espresso:orders";
    private const string Kitchen = "counter:kitchen:orders";

    [Fact]
    public async Task Each_counter_hears_its_own_part_of_an_order()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(
            form: Form(more: """, "specialInstructions": "Extra hot" """)
        );

        var heard = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var tickets = heard.Where(one => one.Type == "order_assigned").ToList();
        Assert.Equal([Espresso, Kitchen], tickets.Select(one => one.Channel));
        Assert.Equal(
            [
                "orderId",
                "orderNumber",
                "items",
                "orderType",
                "customerName",
                "specialInstructions",
                "estimatedTime",
                "assignedAt",
                "orderVersion",
            ],
            tickets[0].Fields
        );
        var item = Assert.Single(tickets[0].Data.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ["lineId", "itemId", "name", "quantity", "customizations", "priority", "status"],
            item.EnumerateObject().Select(entry => entry.Name)
        );
        Assert.Equal("Cappuccino", item.GetProperty("name").GetString());
        Assert.Equal("queued", item.GetProperty("status").GetString());
        Assert.Equal(
            "Club Sandwich",
            tickets[1].Data.GetProperty("items")[0].GetProperty("name").GetString()
        );
        Assert.All(tickets, one => Assert.True(one.Root.GetProperty("ackRequired").GetBoolean()));
    }

    [Fact]
    public async Task Staff_see_a_guest_as_first_name_and_initial()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => cafe.PaidOrderAsync());

        var ticket = heard.First(one => one.Channel == Espresso);
        Assert.Equal("John D.", ticket.Word("customerName"));
        Assert.DoesNotContain(heard, one => one.Text.Contains("Doe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_is_on_the_ticket()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var form = """
            {"cafeId": "demo", "items": [{"itemId": "latte", "quantity": 1}], "orderType": "dine-in", "tableNumber": "7"}
            """;

        var heard = await cafe.HearAsync(() => cafe.PaidOrderAsync(form: form));

        var ticket = heard.First(one => one.Channel == Espresso);
        Assert.Equal(("dine-in", "7"), (ticket.Word("orderType"), ticket.Word("tableNumber")));
    }

    [Fact]
    public async Task An_assignee_hears_the_whole_order_and_no_counter_hears_it_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "order_assign",
                $$"""{"orderId": "{{orderId}}", "employeeId": "chloe"}"""
            )
        );

        var only = Assert.Single(heard);
        Assert.Equal(("orders:employee:chloe", "order_assigned"), (only.Channel, only.Type));
        Assert.Equal(2, only.Data.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_line_that_moves_is_heard_by_its_own_counter_and_the_assignee_and_nobody_else()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        await cafe.DoAsync(
            People.Maya,
            "order_assign",
            $$"""{"orderId": "{{orderId}}", "employeeId": "ben"}"""
        );
        var line = cafe.Find(orderId).Lines[0];

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "order_item_update",
                $$"""{"orderId": "{{orderId}}", "lineId": "{{line.LineId}}", "status": "started"}"""
            )
        );

        var moved = heard.Where(one => one.Type == "order_item_updated").ToList();
        Assert.Equal([Espresso, "orders:employee:ben"], moved.Select(one => one.Channel));
        Assert.Equal(
            [
                "orderId",
                "lineId",
                "counterId",
                "previousStatus",
                "currentStatus",
                "updatedBy",
                "orderVersion",
            ],
            moved[0].Fields
        );
        Assert.Equal(
            ("espresso", "queued", "started", "anna"),
            (
                moved[0].Word("counterId"),
                moved[0].Word("previousStatus"),
                moved[0].Word("currentStatus"),
                moved[0].Word("updatedBy")
            )
        );
    }

    [Fact]
    public async Task An_undone_start_is_heard_like_the_start_and_by_no_guest()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        var line = cafe.Find(orderId).Lines[0];
        Task MoveAsync(string status) =>
            cafe.DoAsync(
                People.Anna,
                "order_item_update",
                $$"""{"orderId": "{{orderId}}", "lineId": "{{line.LineId}}", "status": "{{status}}"}"""
            );
        await MoveAsync("started");

        var heard = await cafe.HearAsync(() => MoveAsync("queued"));

        var moved = Assert.Single(heard);
        Assert.Equal((Espresso, "order_item_updated"), (moved.Channel, moved.Type));
        Assert.Equal(
            ("started", "queued", "anna"),
            (moved.Word("previousStatus"), moved.Word("currentStatus"), moved.Word("updatedBy"))
        );
    }

    [Fact]
    public async Task A_priority_is_heard_by_the_counters_not_by_the_guest()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "order_priority_update",
                $$"""{"orderId": "{{orderId}}", "priority": "high", "reason": "customer_waiting"}"""
            )
        );

        var changed = heard.Where(one => one.Type == "order_priority_changed").ToList();
        Assert.Equal([Espresso, Kitchen], changed.Select(one => one.Channel));
        Assert.Equal(
            [
                "orderId",
                "previousPriority",
                "currentPriority",
                "reason",
                "updatedBy",
                "orderVersion",
            ],
            changed[0].Fields
        );
    }

    [Fact]
    public async Task A_counter_that_loses_lines_hears_where_they_are_now()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync(form: Form(Drink));

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "maintenance"}"""
            )
        );

        var lost = Assert.Single(
            heard,
            one => one.Channel == Espresso && one.Type == "order_item_updated"
        );
        var ticket = Assert.Single(heard, one => one.Type == "order_assigned");
        Assert.Equal(("kitchen", Kitchen), (lost.Word("counterId"), ticket.Channel));
    }

    [Fact]
    public async Task A_counter_that_loses_lines_to_nobody_hears_that_no_counter_has_them()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync(form: Form("""{"itemId": "soup", "quantity": 1}"""));

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "kitchen", "status": "maintenance"}"""
            )
        );

        var lost = Assert.Single(heard, one => one.Type == "order_item_updated");
        Assert.Equal(Kitchen, lost.Channel);
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            lost.Data.GetProperty("counterId").ValueKind
        );
    }

    [Fact]
    public async Task A_ticket_that_a_manager_gives_elsewhere_leaves_the_counter_it_was_at()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "order_assign",
                $$"""{"orderId": "{{orderId}}", "counterId": "kitchen"}"""
            )
        );

        var left = Assert.Single(heard, one => one.Channel == Espresso);
        Assert.Equal(
            ("order_item_updated", "kitchen", "queued", "queued"),
            (
                left.Type,
                left.Word("counterId"),
                left.Word("previousStatus"),
                left.Word("currentStatus")
            )
        );
        Assert.False(left.Data.TryGetProperty("name", out _));
    }

    /// <summary>What a screen shows that missed that is put right by the refusal.</summary>
    [Fact]
    public async Task A_step_on_a_ticket_that_left_is_refused_with_how_the_order_is()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));
        await cafe.DoAsync(
            People.Maya,
            "order_assign",
            $$"""{"orderId": "{{orderId}}", "counterId": "kitchen"}"""
        );

        var refusals = new[]
        {
            await cafe.SendAsync(
                People.Anna,
                "order_status_update",
                $$"""{"orderId": "{{orderId}}", "status": "preparing"}"""
            ),
            await cafe.SendAsync(
                People.Anna,
                "order_item_update",
                $$"""{"orderId": "{{orderId}}", "lineId": "{{cafe.Find(orderId).Lines[0].LineId}}", "status": "started"}"""
            ),
        };

        Assert.All(
            refusals,
            answer =>
            {
                Assert.False(answer.IsAcknowledged);
                Assert.Contains(
                    $"\"current\":{{\"status\":\"confirmed\",\"orderVersion\":{cafe.Find(orderId).Version}}}",
                    answer.Bytes,
                    StringComparison.Ordinal
                );
            }
        );
    }

    /// <summary>Fifty lines over many counters: each hears of its own lines and of the order's state, and no more.</summary>
    [Fact]
    public async Task A_large_order_is_told_to_each_counter_only_as_far_as_it_is_its_own()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        const string Lines = """
            {"itemId": "cappuccino", "quantity": 1}, {"itemId": "latte", "quantity": 1}, {"itemId": "iced-tea", "quantity": 1},
            {"itemId": "lemonade", "quantity": 1}, {"itemId": "soup", "quantity": 1}, {"itemId": "croissant", "quantity": 1}
            """;
        var orderId = await cafe.OrderAsync(form: Form(Lines));

        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.PayAsync(orderId);
            foreach (var line in cafe.Find(orderId).Lines)
            {
                foreach (var status in new[] { "started", "ready" })
                {
                    await cafe.DoAsync(
                        People.Maya,
                        "order_item_update",
                        $$"""{"orderId": "{{orderId}}", "lineId": "{{line.LineId}}", "status": "{{status}}"}"""
                    );
                }
            }
        });

        var counters = heard
            .Where(one => one.Channel.StartsWith("counter:", StringComparison.Ordinal))
            .ToList();
        // One ticket, two moves of two lines, and that the order is being made and ready.
        Assert.Equal(
            [7, 7, 7],
            counters.CountBy(one => one.Channel).Select(channel => channel.Value)
        );
    }
}
