using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>Two processes on one journal: the database is the referee.</summary>
public sealed class ConflictTests
{
    [Fact]
    public async Task A_loop_that_fell_behind_reads_on_and_decides_again()
    {
        var journal = new MemoryJournal();
        await using var here = await OpenCafe.OpenAsync(journal);
        await using var there = await OpenCafe.OpenAsync(journal);
        var first = await here.OrderAsync();

        var second = await there.DoAsync(People.Jane, "order_create", Form(Drink));

        Assert.Equal("ORD-000002", second.Result.GetProperty("orderNumber").GetString());
        Assert.NotNull(there.Cafe.Order(first));
    }

    [Fact]
    public async Task A_command_on_an_order_of_the_other_process_finds_it()
    {
        var journal = new MemoryJournal();
        await using var here = await OpenCafe.OpenAsync(journal);
        await using var there = await OpenCafe.OpenAsync(journal);
        var orderId = await here.OrderAsync();

        var cancelled = await there.SendAsync(
            People.John,
            "order_cancel",
            $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
        );

        Assert.True(cancelled.IsAcknowledged, cancelled.Bytes);
    }

    /// <summary>Both read the order again, at a version of theirs; only one of them can be the next.</summary>
    [Fact]
    public async Task An_order_that_ended_long_ago_comes_back_in_both_and_no_refund_is_lost_or_doubled()
    {
        var journal = new MemoryJournal();
        var time = new FakeTimeProvider(OpenCafe.Morning);
        await using var here = await OpenCafe.OpenAsync(journal, time);
        var orderId = await here.ReadyOrderAsync(People.John, Form(Drink));
        await here.CollectAsync(orderId);
        time.Advance(TimeSpan.FromDays(5));
        foreach (var person in new[] { "anna", "ben", "chloe" })
        {
            await here.SendAsync(
                People.Maya,
                "employee_clock_in",
                $$"""{"employeeId": "{{person}}"}"""
            );
        }

        var last = await here.OrderAsync(People.Jane);
        await here.DoAsync(
            People.Jane,
            "order_cancel",
            $$"""{"orderId": "{{last}}", "reason": "customer_request"}"""
        );
        Assert.Null(here.Cafe.Order(orderId));
        await using var there = await OpenCafe.OpenAsync(journal, time);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(turn =>
                    Task.Run(() =>
                        (turn % 2 == 0 ? here : there).SendAsync(
                            People.Maya,
                            "refund_issue",
                            $$"""{"orderId": "{{orderId}}", "amount": 0.10, "reason": "late"}""",
                            $"refund-{turn}"
                        )
                    )
                )
        );

        Assert.Equal(35, answers.Count(answer => answer.IsAcknowledged));
        var folded = await CafeStream.CatchUpAsync(
            journal,
            Cafe.Empty(OpenCafe.Id),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(new Money(350), folded.Order(orderId)!.Payment.Refunded);
        Assert.Equal(35, folded.Order(orderId)!.Payment.RefundsById.Count);
        Assert.InRange(journal.Facts.Count(fact => fact.Type == "order_returned"), 1, 1);
    }

    [Fact]
    public async Task Two_loops_at_once_lose_nothing_and_number_without_a_hole()
    {
        var journal = new MemoryJournal();
        await using var here = await OpenCafe.OpenAsync(journal);
        await using var there = await OpenCafe.OpenAsync(journal);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(turn =>
                    Task.Run(() =>
                        (turn % 2 == 0 ? here : there).SendAsync(
                            People.OneOfMany(turn),
                            "order_create",
                            Form(Drink),
                            $"order-{turn}"
                        )
                    )
                )
        );

        Assert.Equal(
            Enumerable.Range(1, 60).Select(number => $"ORD-{number:D6}"),
            answers.Select(answer => answer.Result.GetProperty("orderNumber").GetString()!).Order()
        );
        await here.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        await there.DoAsync(People.Maya, "intake_update", """{"mode": "normal"}""");
        await here.SendAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        Assert.Equal(60, here.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task The_same_command_at_two_processes_at_once_is_decided_once()
    {
        var journal = new MemoryJournal();
        await using var here = await OpenCafe.OpenAsync(journal);
        await using var there = await OpenCafe.OpenAsync(journal);

        for (var turn = 0; turn < 20; turn++)
        {
            var (messageId, guest) = ($"twice-{turn}", People.OneOfMany(turn));
            var answers = await Task.WhenAll(
                Task.Run(() => here.SendAsync(guest, "order_create", Form(), messageId)),
                Task.Run(() => there.SendAsync(guest, "order_create", Form(), messageId))
            );

            Assert.Equal(answers[0].Bytes, answers[1].Bytes);
        }

        Assert.Equal(20, journal.Facts.Count(fact => fact.Type == "order_created"));
    }

    [Fact]
    public async Task A_race_that_is_lost_for_ever_ends_in_an_honest_refusal()
    {
        await using var cafe = await OpenCafe.OpenAsync(new AlwaysLate());

        var answer = await cafe.SendAsync(People.John, "order_create", Form());

        Assert.Equal("SERVICE_UNAVAILABLE", answer.Code);
        Assert.Equal(1, answer.Error.GetProperty("retryAfter").GetInt32());
    }
}
