using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Reports;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Figures;

/// <summary>The figures of a café: what is folded as facts come is what the whole day comes to when it is counted again.</summary>
public class FigureTests
{
    private static readonly Gen<Attempt[]> Attempts = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        Gen.Int[0, 9_999],
        Gen.Frequency((9, Gen.Int[0, 1]), (1, Gen.Int[2, 20])),
        (kind, who, which, choice, minutes) => new Attempt(kind, who, which, choice, minutes)
    ).Array[100, 250];

    /// <summary>A whole-hour zone, one of half hours, the nights that skip and repeat an hour, and one that repeats half an hour.</summary>
    public static TheoryData<string, string> Days =>
        new()
        {
            { "UTC", "2024-01-15T09:00:00Z" },
            { "Asia/Kolkata", "2024-01-15T09:00:00Z" },
            { "Europe/Brussels", "2024-03-31T00:10:00Z" },
            { "Europe/Brussels", "2024-10-27T00:10:00Z" },
            { "Australia/Lord_Howe", "2024-04-06T14:10:00Z" },
        };

    [Theory]
    [MemberData(nameof(Days))]
    [Trait("Lines", "uncounted")]
    public void The_figures_are_what_the_facts_come_to_when_counted_again(
        string zone,
        string start
    ) =>
        Attempts.Sample(
            attempts =>
            {
                var profile = DemoCafe.Profile with { TimeZone = zone };
                var day = RandomDay.Live(
                    attempts,
                    new Day(
                        profile,
                        start: DateTimeOffset.Parse(
                            start,
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                    )
                );
                var cafe = Cafe.Empty(DemoCafe.Id);
                var facts = day.Day.Facts;
                for (var told = 0; told < facts.Count; told++)
                {
                    cafe = CafeApply.Apply(cafe, facts[told]);
                    if (told % 25 == 24 || told == facts.Count - 1)
                    {
                        var now = facts[told].At;
                        Same(new CountedAgain(facts[..(told + 1)], zone, now), cafe, now);
                    }
                }

                // Time alone: the hour ends, and tickets grow old.
                var later = day.Day.Now.AddMinutes(attempts.Length % 70);
                Same(new CountedAgain(facts, zone, later), cafe, later);
            },
            iter: 25,
            threads: 1
        );

    [Fact]
    public void A_new_hour_begins_with_nothing()
    {
        var day = new Day();
        day.Completed("cappuccino");
        Assert.Equal(1, CafeReport.Of(day.Cafe, day.Now).OrdersCompleted);

        var report = CafeReport.Of(day.Cafe, Day.Morning.AddHours(1));

        Assert.Equal(
            (0, 0, Money.Zero),
            (report.OrdersReceived, report.OrdersCompleted, report.Revenue)
        );
        Assert.Null(report.AverageWait);
        Assert.Null(report.OnTimeRate);
        Assert.Null(report.QuoteAccuracy);
        Assert.Empty(report.TopItems.Items);
    }

    [Fact]
    public void A_refund_in_a_later_hour_makes_its_revenue_negative()
    {
        var day = new Day();
        var order = day.Completed("cappuccino");
        day.Wait(60);
        day.Do(Day.Maya, new IssueRefund(order.OrderId, order.Total, "sorry"));

        Assert.Equal(
            -order.Total.Thousandths,
            CafeReport.Of(day.Cafe, day.Now).Revenue.Thousandths
        );
    }

    [Fact]
    public void A_recalled_order_waits_on()
    {
        var day = new Day();
        var order = day.ReadyOrder("cappuccino");
        Assert.Equal(3, CafeReport.Of(day.Cafe, day.Now).AverageWait!.Value.TotalMinutes);

        day.Do(Day.Maya, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing, "cold"));
        Assert.Null(CafeReport.Of(day.Cafe, day.Now).AverageWait);
        day.Wait(4);
        day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));

        var report = CafeReport.Of(day.Cafe, day.Now);
        Assert.Equal(7, report.AverageWait!.Value.TotalMinutes);
        Assert.Equal(report.WaitP50, report.WaitP90);
        Assert.Equal(1, report.OnTimeRate);
    }

    [Fact]
    public void What_was_ready_in_time_stays_counted_though_it_is_voided_after_a_recall()
    {
        var day = new Day();
        var order = day.ReadyOrder("cappuccino", "still-water");
        var line = order.Lines.Items.First(line => line.NeedsPreparation);
        day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Started, "spilled")
        );
        day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Voided));

        Assert.Equal(1, CafeReport.Of(day.Cafe, day.Now).OnTimeRate);
        Same(new CountedAgain(day.Facts, "UTC", day.Now), day.Cafe, day.Now);
    }

    /// <summary>23 of 40 minutes are 57.5 %, and as a fraction a little less.</summary>
    [Theory]
    [InlineData(40, 63, 58)]
    [InlineData(40, 17, 58)]
    [InlineData(8, 8, 0)]
    [InlineData(3, 60, 100)]
    [InlineData(200, 201, 1)]
    public void A_miss_of_half_a_percent_counts_up(int quoted, int actual, int percent) =>
        Assert.Equal(
            percent,
            new QuoteOutcome(
                TimeSpan.FromMinutes(quoted),
                TimeSpan.FromMinutes(actual)
            ).ErrorPercent
        );

    [Fact]
    public void What_is_kept_does_not_grow_with_the_orders()
    {
        var waits = Enumerable
            .Range(0, 50_000)
            .Aggregate(new ValueHistogram(), (all, n) => all.Add(n % 600));
        Assert.Equal((50_000, 600), (waits.Count, waits.Times.Count));
        Assert.Equal(ValueHistogram.Most, new ValueHistogram().Add(int.MaxValue).Rank(100));

        var times = new TicketTimes(Minutes: []);
        var cards = new CardResults(Slots: []);
        for (var second = 0; second < 7_200; second++)
        {
            times = times.Add(Day.Morning.AddSeconds(second), TimeSpan.FromMinutes(1));
            cards = cards.Add(Day.Morning.AddSeconds(second), false, TimeSpan.FromMinutes(10));
        }

        Assert.InRange(times.Minutes.Count, 29, 31);
        Assert.InRange(cards.Slots.Count, 59, 61);
    }

    [Fact]
    public void A_rank_is_the_smallest_value_that_the_part_does_not_exceed() =>
        Gen.Select(Gen.Int[0, 500].Array[0, 60], Gen.Int[1, 100])
            .Sample(
                (values, percent) =>
                    Assert.Equal(
                        CountedAgain.Rank([.. values.Order()], percent),
                        values
                            .Aggregate(
                                new ValueHistogram().Add(7).Remove(7),
                                (all, one) => all.Add(one)
                            )
                            .Rank(percent)
                    )
            );

    [Fact]
    public void A_clock_that_slips_back_keeps_the_hour_and_one_that_jumps_back_does_not()
    {
        var day = new Day(start: Day.Morning);
        day.Completed("cappuccino");
        var hour = day.Cafe.Figures.Hour.Start;
        day.Now = Day.Morning.AddMinutes(-1);
        day.Completed("cappuccino");
        Assert.Equal((hour, 2), (day.Cafe.Figures.Hour.Start, day.Cafe.Figures.Hour.Completed));

        day.Now = Day.Morning.AddHours(-3);
        day.Completed("cappuccino");
        Assert.Equal(1, day.Cafe.Figures.Hour.Completed);
    }

    internal static void Same(CountedAgain again, Cafe cafe, DateTimeOffset now)
    {
        var report = CafeReport.Of(cafe, now);
        Assert.Equal(again.Received, report.OrdersReceived);
        Assert.Equal(again.Completed, report.OrdersCompleted);
        Assert.Equal(again.Revenue, report.Revenue.Thousandths);
        Assert.Equal(again.TopItems, report.TopItems.Items.Select(item => (item.Name, item.Units)));
        var waits = again.Waits;
        Assert.Equal(
            waits.Count == 0 ? null : waits.Average(),
            report.AverageWait?.TotalSeconds,
            (one, other) => one is null ? other is null : Math.Abs(one.Value - other ?? 1e9) < 0.001
        );
        Assert.Equal(CountedAgain.Rank(waits, 50), report.WaitP50?.TotalSeconds);
        Assert.Equal(CountedAgain.Rank(waits, 90), report.WaitP90?.TotalSeconds);
        Assert.Equal(again.OnTimeRate, report.OnTimeRate);
        Assert.Equal(again.QuoteAccuracy, report.QuoteAccuracy);
        Assert.Equal(cafe.Profile.Counters.Count, report.Counters.Count);
        foreach (var counter in report.Counters)
        {
            var times = again.TicketTimes(counter.CounterId);
            Assert.Equal(
                times.Count == 0
                    ? null
                    : times.Average(time => time.Ticks) / TimeSpan.TicksPerSecond,
                counter.AverageTime?.TotalSeconds,
                (one, other) =>
                    one is null ? other is null : Math.Abs(one.Value - other ?? 1e9) < 0.001
            );
            Assert.Equal(CounterQueue.At(cafe, counter.CounterId).Count(), counter.QueueLength);
            Assert.Equal(cafe.StatusOf(counter.CounterId), counter.Status);
        }
    }
}
