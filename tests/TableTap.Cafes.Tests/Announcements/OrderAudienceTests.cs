using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what": the rows of the order, each with everybody who hears it and so with everybody who must not.</summary>
public sealed class OrderAudienceTests
{
    private const string Owner = "orders:customer:john";
    private const string Espresso = "counter:espresso:orders";
    private const string Kitchen = "counter:kitchen:orders";
    private const string General = "cafe:demo:general";
    private const string Staff = "cafe:demo:staff";

    [Fact]
    public async Task A_new_order_is_heard_by_its_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => cafe.OrderAsync());

        var only = Assert.Single(heard);
        Assert.Equal((Owner, "order_created"), (only.Channel, only.Type));
        Assert.Equal(
            [
                "orderId",
                "orderNumber",
                "status",
                "items",
                "total",
                "estimatedTime",
                "paymentRequired",
                "orderVersion",
                "paymentUrl",
            ],
            only.Fields
        );
        Assert.Equal("ORD-000001", only.Word("orderNumber"));
        Assert.Equal("pending", only.Word("status"));
        Assert.Equal("16.70", only.Data.GetProperty("total").GetRawText());
        Assert.Equal("True", only.Word("paymentRequired"));
        Assert.StartsWith("http://localhost:3001/pay/", only.Word("paymentUrl"));
        Assert.True(only.Root.GetProperty("ackRequired").GetBoolean());
        Assert.Equal(
            ["Extra shot", "Oat milk"],
            only.Data.GetProperty("items")[0]
                .GetProperty("customizations")
                .EnumerateArray()
                .Select(name => name.GetString()!)
        );
    }

    [Fact]
    public async Task An_order_of_nobody_is_heard_by_no_guest()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(async () =>
        {
            var orderId = await cafe.OrderAsync(People.Anna, Form(payment: "cash"));
            await cafe.StatusAsync(People.Anna, orderId, "confirmed");
        });

        Assert.DoesNotContain(heard, one => one.Channel.StartsWith("orders:customer:"));
        Assert.Contains(heard, one => one.Channel == Espresso);
    }

    [Fact]
    public async Task A_cash_order_carries_no_payment_page()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => cafe.OrderAsync(form: Form(payment: "cash")));

        Assert.Equal(2, heard.Count);
        Assert.All(heard, one => Assert.DoesNotContain("paymentUrl", one.Fields));
    }

    [Fact]
    public async Task Links_that_are_not_configured_are_not_in_messages()
    {
        await using var cafe = await OpenCafe.OpenAsync(links: new() { HasProvider = true });

        var heard = await cafe.HearAsync(async () =>
            await cafe.CollectAsync(await cafe.ReadyOrderAsync())
        );

        Assert.DoesNotContain(heard, one => one.Text.Contains("http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_confirmation_is_heard_by_the_guest_before_any_counter_has_the_order()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var changed = Assert.Single(heard, one => one.Type == "order_status_changed");
        Assert.Equal(Owner, changed.Channel);
        Assert.Equal(
            [
                "orderId",
                "previousStatus",
                "currentStatus",
                "updatedBy",
                "estimatedTime",
                "message",
                "orderVersion",
            ],
            changed.Fields
        );
        Assert.Equal(
            ("pending", "confirmed"),
            (changed.Word("previousStatus"), changed.Word("currentStatus"))
        );
        Assert.Equal("Your order is being prepared", changed.Word("message"));
    }

    [Fact]
    public async Task A_status_is_heard_by_the_guest_and_each_involved_counter()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() => cafe.StatusAsync(People.Anna, orderId, "preparing"));

        Assert.Equal([Owner, Espresso, Kitchen], Channels(heard, "order_status_changed"));
    }

    [Fact]
    public async Task A_status_is_heard_by_the_assignee_too()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        await cafe.DoAsync(
            People.Maya,
            "order_assign",
            $$"""{"orderId": "{{orderId}}", "employeeId": "chloe"}"""
        );

        var heard = await cafe.HearAsync(() => cafe.StatusAsync(People.Anna, orderId, "preparing"));

        Assert.Equal(
            [Owner, Espresso, Kitchen, "orders:employee:chloe"],
            Channels(heard, "order_status_changed")
        );
    }

    [Fact]
    public async Task Ready_with_its_code_is_heard_by_the_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() => cafe.MakeAsync(orderId));

        var ready = Assert.Single(heard, one => one.Type == "order_ready");
        Assert.Equal(Owner, ready.Channel);
        Assert.Equal(
            ["orderId", "orderNumber", "pickupLocation", "pickupCode", "expiresAt", "orderVersion"],
            ready.Fields
        );
        Assert.Equal(cafe.Find(orderId).PickupCode!.Code, ready.Word("pickupCode"));
        Assert.Equal("2024-01-15T09:15:00.000Z", ready.Word("expiresAt"));
    }

    [Fact]
    public async Task Completion_is_heard_by_the_guest_and_each_involved_counter()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.ReadyOrderAsync();

        var heard = await cafe.HearAsync(() => cafe.CollectAsync(orderId));

        Assert.Equal([Owner, Espresso, Kitchen], Channels(heard, "order_completed"));
        var completed = heard.First(one => one.Type == "order_completed");
        Assert.Equal(["orderId", "completedAt", "rating", "orderVersion"], completed.Fields);
        var rating = completed.Data.GetProperty("rating");
        Assert.True(rating.GetProperty("enabled").GetBoolean());
        Assert.Equal(
            $"https://app.table-tap.com/rate/{orderId}",
            rating.GetProperty("url").GetString()
        );
    }

    [Fact]
    public async Task Cancellation_is_heard_by_the_guest_and_each_involved_counter()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "order_cancel",
                $$"""{"orderId": "{{orderId}}", "reason": "item_unavailable", "message": "Espresso machine out of order"}"""
            )
        );

        Assert.Equal([Owner, Espresso, Kitchen], Channels(heard, "order_cancelled"));
        var cancelled = heard.First(one => one.Type == "order_cancelled");
        Assert.Equal(
            [
                "orderId",
                "reason",
                "message",
                "cancelledBy",
                "refundRequired",
                "refundAmount",
                "orderVersion",
            ],
            cancelled.Fields
        );
        Assert.Equal("Espresso machine out of order", cancelled.Word("message"));
        Assert.Equal("16.70", cancelled.Data.GetProperty("refundAmount").GetRawText());
    }

    [Fact]
    public async Task A_pending_order_that_is_cancelled_is_heard_by_its_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.John,
                "order_cancel",
                $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
            )
        );

        Assert.All(heard, one => Assert.Equal(Owner, one.Channel));
        Assert.Contains(heard, one => one.Type == "order_cancelled");
    }

    [Fact]
    public async Task A_new_estimate_is_heard_by_the_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync(form: Form(Drink));
        cafe.Time.Advance(TimeSpan.FromMinutes(2));
        await cafe.SettleAsync();

        // The wait so far may have been told by now, and then nothing more within a minute.
        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "maintenance", "estimatedDowntime": 20}"""
            );
            cafe.Time.Advance(cafe.Cafe.Profile.Limits.EstimatePause);
            await cafe.SettleAsync();
        });

        Assert.Equal([Owner], Channels(heard, "order_estimate_changed"));
        var changed = heard.First(one => one.Type == "order_estimate_changed");
        Assert.Equal(
            [
                "orderId",
                "previousEstimatedTime",
                "estimatedTime",
                "delayed",
                "reason",
                "orderVersion",
            ],
            changed.Fields
        );
    }

    [Fact]
    public async Task The_board_shows_what_is_made_and_what_waits_by_number_only()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.MakeAsync(orderId);
            await cafe.CollectAsync(orderId);
        });

        var board = heard
            .Where(one => one.Type == "board_changed" && one.Channel == General)
            .ToList();
        Assert.Equal(
            board.Select(one => one.Data.GetRawText()),
            heard
                .Where(one => one.Type == "board_changed" && one.Channel == Staff)
                .Select(one => one.Data.GetRawText())
        );
        Assert.Equal(["preparing", "ready", "removed"], board.Select(one => one.Word("status")));
        Assert.Equal(["orderNumber", "status", "pickupLocation"], board[1].Fields);
        Assert.Equal(["orderNumber", "status"], board[2].Fields);
    }

    [Fact]
    public async Task An_order_that_was_never_on_the_board_does_not_leave_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.John,
                "order_cancel",
                $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
            )
        );

        Assert.DoesNotContain(heard, one => one.Type == "board_changed");
    }

    [Fact]
    public async Task A_rating_and_a_wrong_code_are_heard_by_nobody()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.ReadyOrderAsync();

        Assert.Empty(
            await cafe.HearAsync(async () =>
            {
                var wrong = await cafe.SendAsync(
                    People.Anna,
                    "order_status_update",
                    $$"""{"orderId": "{{orderId}}", "status": "completed", "pickupCode": "none"}"""
                );
                Assert.Equal("PICKUP_CODE_INVALID", wrong.Code);
            })
        );
        Assert.Equal(1, cafe.Find(orderId).PickupCode!.WrongTries);

        await cafe.CollectAsync(orderId);
        Assert.Empty(
            await cafe.HearAsync(() =>
                cafe.DoAsync(
                    People.John,
                    "order_rate",
                    $$"""{"orderId": "{{orderId}}", "stars": 5}"""
                )
            )
        );
    }

    private static IEnumerable<string> Channels(IEnumerable<Heard> heard, string type) =>
        heard.Where(one => one.Type == type).Select(one => one.Channel);
}
