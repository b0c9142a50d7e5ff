using System.Text;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Commands;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>What the café does by itself when its time has come.</summary>
public sealed class TimerTests
{
    [Fact]
    public async Task An_order_that_is_not_paid_in_time_is_cancelled_at_its_minute()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        cafe.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        await cafe.SettleAsync();
        Assert.Equal(OrderStatus.Pending, cafe.Find(orderId).Status);

        var heard = await cafe.HearAsync(async () =>
        {
            cafe.Time.Advance(TimeSpan.FromMilliseconds(1));
            await cafe.SettleAsync();
        });
        Assert.Equal(OrderStatus.Cancelled, cafe.Find(orderId).Status);
        var cancelled = Assert.Single(heard, one => one.Type == "order_cancelled");
        Assert.Equal(
            ("payment_failed", "system"),
            (cancelled.Word("reason"), cancelled.Word("cancelledBy"))
        );
    }

    [Fact]
    public async Task What_came_due_while_the_server_was_down_is_done_at_the_start()
    {
        var journal = new MemoryJournal();
        string orderId;
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            orderId = await cafe.OrderAsync();
        }

        await using var later = await OpenCafe.OpenAsync(
            journal,
            new(OpenCafe.Morning.AddHours(1))
        );
        await later.SettleAsync();

        Assert.Equal(OrderStatus.Cancelled, later.Find(orderId).Status);
    }

    [Fact]
    public async Task A_pause_ends_by_itself()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(
            People.Maya,
            "intake_update",
            """{"mode": "paused", "until": "2024-01-15T09:10:00Z"}"""
        );

        var heard = await cafe.HearAsync(async () =>
        {
            cafe.Time.Advance(TimeSpan.FromMinutes(10));
            await cafe.SettleAsync();
        });

        Assert.Equal(IntakeMode.Normal, cafe.Cafe.Intake.Mode);
        Assert.All(heard, one => Assert.Equal("normal", one.Word("mode")));
    }

    [Fact]
    public async Task A_timer_that_cannot_be_stored_is_tried_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();
        cafe.Memory.BeforeAppend = _ => throw new JournalUnavailableException("disk full");
        cafe.Time.Advance(TimeSpan.FromMinutes(15));
        await cafe.SettleAsync();
        Assert.Equal(OrderStatus.Pending, cafe.Find(orderId).Status);

        cafe.Memory.BeforeAppend = null;
        cafe.Time.Advance(TimeSpan.FromSeconds(1));
        await cafe.SettleAsync();

        Assert.Equal(OrderStatus.Cancelled, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task A_timer_far_away_is_not_forgotten()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(
            People.Maya,
            "intake_update",
            """{"mode": "paused", "until": "2024-01-17T09:00:00Z"}"""
        );

        for (var hour = 0; hour < 48; hour++)
        {
            cafe.Time.Advance(TimeSpan.FromHours(1));
            await cafe.SettleAsync();
        }

        Assert.Equal(IntakeMode.Normal, cafe.Cafe.Intake.Mode);
    }

    /// <summary>The café as no facts could make it: a paid order is still to be given up, and nothing can come of that.</summary>
    [Fact]
    public async Task A_timer_that_comes_to_nothing_holds_up_no_other()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var stuck = await cafe.PaidOrderAsync();
        cafe.Time.Advance(TimeSpan.FromSeconds(30));
        var unpaid = await cafe.OrderAsync();
        await cafe.SettleAsync();
        var log = new MemoryLog();
        var odd = cafe.Cafe with { PaymentDeadlines = cafe.Cafe.PaymentDeadlines.Set("0", stuck) };
        var timers = new StuckTimers(cafe.Time);
        var batch = new DecisionBatch(odd, Tools(cafe, log));

        cafe.Time.Advance(TimeSpan.FromMinutes(15));
        batch.DecideDue(timers.Commands());
        timers.Add(batch.StuckTimers);

        Assert.Equal([new ExpirePayment(stuck)], batch.StuckTimers);
        Assert.Equal(OrderStatus.Cancelled, batch.Cafe.Order(unpaid)!.Status);
        Assert.Equal([new ExpirePayment(stuck)], timers.Commands());
        Assert.Equal(cafe.Time.GetUtcNow().AddMinutes(1), timers.NextDue(batch.Cafe));
        cafe.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(timers.Commands());
    }

    [Fact]
    public async Task Of_timers_that_cannot_be_stored_together_one_stands_back_at_a_time()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = await cafe.OrderAsync();
        cafe.Time.Advance(TimeSpan.FromSeconds(30));
        var second = await cafe.OrderAsync();
        cafe.Memory.BeforeAppend = batch =>
        {
            if (
                batch.Facts.Any(fact =>
                    Encoding
                        .UTF8.GetString(fact.Data.Span)
                        .Contains(first, StringComparison.Ordinal)
                )
            )
            {
                throw new BatchRefusedException("poison");
            }
        };

        cafe.Time.Advance(TimeSpan.FromMinutes(15));
        await cafe.SettleAsync();
        await cafe.SettleAsync();

        Assert.Equal(OrderStatus.Cancelled, cafe.Find(second).Status);
        Assert.Equal(OrderStatus.Pending, cafe.Find(first).Status);
    }

    private static LoopServices Tools(OpenCafe cafe, MemoryLog log) =>
        new(
            cafe.Journal,
            cafe.Time,
            new IdGenerator(cafe.Time),
            OpenCafe.Links,
            _ => false,
            _ => { },
            log.CreateLogger("tests")
        );
}
