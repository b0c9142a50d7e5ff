using System.Globalization;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Rules;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>Section 5: what guests hear of their time, and section 6: what everybody hears of the wait, as time passes.</summary>
public sealed class ReviewTests
{
    private const string Latte = """{"itemId": "latte", "quantity": 1}""";

    [Fact]
    public async Task An_order_that_is_overdue_is_told_a_new_time_and_that_it_is_delayed()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(
            form: $$"""{"cafeId": "demo", "items": [{{Latte}}], "orderType": "dine-in", "tableNumber": "1", "paymentMethod": "card"}"""
        );
        await cafe.StatusAsync(People.Anna, orderId, "preparing");

        var before = await HearAsync(cafe, TimeSpan.FromSeconds(170));
        var heard = await HearAsync(cafe, TimeSpan.FromSeconds(10));

        Assert.DoesNotContain(before, one => one.Type == "order_estimate_changed");
        var late = Assert.Single(heard, one => one.Type == "order_estimate_changed");
        Assert.Equal("orders:customer:john", late.Channel);
        Assert.Equal(
            [
                "orderId",
                "previousEstimatedTime",
                "estimatedTime",
                "delayed",
                "reason",
                "orderVersion",
            ],
            late.Fields
        );
        Assert.Equal(
            ("1", "1", "True", "Being made at Espresso Bar"),
            (
                late.Word("previousEstimatedTime"),
                late.Word("estimatedTime"),
                late.Word("delayed"),
                late.Word("reason")
            )
        );
    }

    [Fact]
    public async Task An_order_that_nobody_starts_slips_and_its_guest_hears_it_once_a_minute_at_most()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync(form: Form(Latte));

        var heard = await HearAsync(cafe, TimeSpan.FromMinutes(4));

        var slips = heard.Where(one => one.Type == "order_estimate_changed").ToList();
        Assert.Equal(
            ["09:01:00", "09:02:00", "09:03:00", "09:04:00"],
            slips.Select(one => one.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture))
        );
        Assert.All(
            slips,
            slip =>
                Assert.Equal(
                    ("3", "4", "True", "Next at Espresso Bar, 1 barista"),
                    (
                        slip.Word("previousEstimatedTime"),
                        slip.Word("estimatedTime"),
                        slip.Word("delayed"),
                        slip.Word("reason")
                    )
                )
        );
    }

    [Fact]
    public async Task An_order_that_gets_ahead_moves_the_time_of_those_behind_and_they_hear_why()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync(People.Jane, Form(Latte));
        await cafe.PaidOrderAsync(form: Form(Latte));
        await HearAsync(cafe, TimeSpan.FromSeconds(2));
        var big = await cafe.PaidOrderAsync(
            People.Jane,
            Form("""{"itemId": "latte", "quantity": 5}""")
        );

        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.DoAsync(
                People.Maya,
                "order_priority_update",
                $$"""{"orderId": "{{big}}", "priority": "urgent", "reason": "waiting"}"""
            );
            cafe.Time.Advance(ReviewDecider.Soon);
            await cafe.SettleAsync();
        });

        Assert.Contains(
            heard,
            one =>
                one is { Type: "order_estimate_changed", Channel: "orders:customer:john" }
                && one.Word("reason") == "2 ahead at Espresso Bar, 1 barista"
        );
    }

    [Fact]
    public async Task Guests_hear_when_a_new_order_takes_longer_and_when_the_café_gets_busy()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var first = await cafe.HearAsync(async () =>
        {
            await cafe.PaidOrderAsync(form: Form(Latte));
            cafe.Time.Advance(ReviewDecider.Soon);
            await cafe.SettleAsync();
        });
        var longer = first.Where(one => one.Type == "wait_time_changed").ToList();
        Assert.Equal(
            [
                ("cafe:demo:general", "takeaway", "9", "normal"),
                ("cafe:demo:staff", "takeaway", "9", "normal"),
                ("cafe:demo:general", "dine-in", "8", "normal"),
                ("cafe:demo:staff", "dine-in", "8", "normal"),
            ],
            longer.Select(one =>
                (one.Channel, one.Word("orderType"), one.Word("minutes"), one.Word("mode"))
            )
        );

        await cafe.PaidOrderAsync(form: Form("""{"itemId": "latte", "quantity": 10}"""));
        var busy = await HearAsync(cafe, TimeSpan.FromSeconds(10));
        Assert.Equal(
            ["busy", "busy", "busy", "busy"],
            busy.Where(one => one.Type == "wait_time_changed").Select(one => one.Word("mode"))
        );
    }

    [Fact]
    public async Task A_café_where_nothing_moves_says_nothing()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        Assert.Empty(await HearAsync(cafe, TimeSpan.FromHours(3)));
        Assert.IsType<ClockOutAbsentee>(CafeTimers.Next(cafe.Cafe)!.Command);
        Assert.False(ReviewDecider.IsWanted(cafe.Cafe));
    }

    private static Task<IReadOnlyList<Heard>> HearAsync(OpenCafe cafe, TimeSpan time) =>
        cafe.HearAsync(async () =>
        {
            for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
            {
                cafe.Time.Advance(TimeSpan.FromSeconds(10));
                await cafe.SettleAsync();
            }
        });
}
