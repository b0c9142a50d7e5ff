using Microsoft.Extensions.Time.Testing;
using TableTap.Ordering.Rules;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>What is told of orders for later (section 5): by the café's own loop, over a restart too.</summary>
public sealed class ScheduleAudienceTests
{
    private static string Later(OpenCafe cafe, int minutes) =>
        $"{cafe.Time.GetUtcNow().AddMinutes(minutes):yyyy-MM-ddTHH:mm:ss.fffZ}";

    private static string For(OpenCafe cafe, int minutes) =>
        Form(Drink, more: $$""", "scheduledFor": "{{Later(cafe, minutes)}}" """);

    [Fact]
    public async Task Guest_and_staff_hear_that_it_is_taken_and_no_counter_does()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: For(cafe, 120));

        var heard = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        Assert.Equal(
            [
                ("order_scheduled", "cafe:demo:staff"),
                ("order_scheduled", "orders:customer:john"),
                ("order_status_changed", "orders:customer:john"),
                ("payment_processed", "orders:customer:john"),
            ],
            heard.Select(one => (one.Type, one.Channel)).Order()
        );
        var moved = heard.Single(one => one.Type == "order_status_changed");
        Assert.Equal(
            ("pending", "scheduled", "120"),
            (moved.Word("previousStatus"), moved.Word("currentStatus"), moved.Word("estimatedTime"))
        );
        var forStaff = heard.First(one => one.Channel == "cafe:demo:staff");
        Assert.Equal(
            (Later(cafe, 120), "takeaway"),
            (forStaff.Word("scheduledFor"), forStaff.Word("orderType"))
        );
        Assert.Equal(
            "cappuccino",
            forStaff.Data.GetProperty("items")[0].GetProperty("itemId").GetString()
        );
        var forGuest = heard.First(one =>
            one is { Type: "order_scheduled", Channel: "orders:customer:john" }
        );
        Assert.False(forGuest.Data.TryGetProperty("items", out _));
    }

    [Fact]
    public async Task The_café_fires_it_by_itself_and_the_ticket_says_for_when_it_is()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(People.John, For(cafe, 12 * 60));
        var due = Later(cafe, 12 * 60);
        cafe.Time.Advance(TimeSpan.FromHours(7));
        await cafe.SettleAsync();
        Assert.Equal(OrderStatus.Scheduled, cafe.Find(orderId).Status);

        var heard = await cafe.HearAsync(async () =>
        {
            for (var minutes = 0; minutes < 5 * 60; minutes += 5)
            {
                cafe.Time.Advance(TimeSpan.FromMinutes(5));
                await cafe.SettleAsync();
            }
        });

        var fired = heard.Where(one => one.Type == "order_fired").ToList();
        Assert.Equal(
            ["cafe:demo:staff", "orders:customer:john"],
            fired.Select(one => one.Channel).Order()
        );
        Assert.All(fired, one => Assert.Equal(due, one.Word("scheduledFor")));
        var ticket = heard.Single(one => one is { Type: "order_assigned" });
        Assert.Equal(
            ("counter:espresso:orders", due),
            (ticket.Channel, ticket.Word("scheduledFor"))
        );
        Assert.InRange(
            cafe.Find(orderId).ConfirmedAt!.Value,
            cafe.Time.GetUtcNow().AddMinutes(-15),
            cafe.Time.GetUtcNow()
        );
    }

    [Fact]
    public async Task A_café_that_starts_after_its_time_fires_it_late_and_says_so()
    {
        var journal = new MemoryJournal();
        string orderId;
        DateTimeOffset now;
        await using (var before = await OpenCafe.OpenAsync(journal))
        {
            orderId = await before.PaidOrderAsync(People.John, For(before, 120));
            now = before.Time.GetUtcNow();
        }

        await using var cafe = await OpenCafe.OpenAsync(
            journal,
            new FakeTimeProvider(now.AddMinutes(150))
        );
        cafe.Time.Advance(ReviewDecider.Soon);
        await cafe.SettleAsync();

        var fired = journal
            .Messages.Select(message => new Heard(message))
            .First(one => one.Type == "order_fired");
        Assert.InRange(fired.Data.GetProperty("lateBy").GetInt32(), 30, 40);
        Assert.Equal(OrderStatus.Confirmed, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task Another_time_and_a_cancellation_are_told_to_the_staff_too()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(People.John, For(cafe, 120));

        var changed = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.John,
                "order_reschedule",
                $$"""{"orderId": "{{orderId}}", "scheduledFor": "{{Later(cafe, 180)}}"}"""
            )
        );
        var cancelled = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.John,
                "order_cancel",
                $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
            )
        );

        Assert.Equal(
            ["cafe:demo:staff", "orders:customer:john"],
            changed.Select(one => one.Channel).Order()
        );
        Assert.All(
            changed,
            one =>
                Assert.Equal(
                    (Later(cafe, 120), Later(cafe, 180)),
                    (one.Word("previousScheduledFor"), one.Word("scheduledFor"))
                )
        );
        Assert.Equal(
            ["cafe:demo:staff", "orders:customer:john"],
            cancelled.Where(one => one.Type == "order_cancelled").Select(one => one.Channel).Order()
        );
    }

    [Fact]
    public async Task A_refusal_tells_the_earliest_time()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var refused = await cafe.SendAsync(People.John, "order_create", For(cafe, 1));

        Assert.Equal("SLOT_UNAVAILABLE", refused.Code);
        Assert.True(
            refused.Error.GetProperty("earliest").GetDateTimeOffset() > cafe.Time.GetUtcNow()
        );
    }
}
