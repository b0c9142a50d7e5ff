using CsCheck;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// A café lives days on a clock of its own with everything that goes wrong, and what must hold is asked after every fact.
/// CsCheck prints the seed of a day on which it does not; <c>CsCheck_Iter</c> or <c>CsCheck_Time</c> makes it live longer.
/// </summary>
public class LifeTests
{
    /// <summary>The same ones in each run, so that none fails by chance; who asks for a longer search has new ones.</summary>
    private const int Days = 1_000;

    // Counting lines would make it several times longer; the days that went wrong once are counted.
    [Fact]
    [Trait("Lines", "uncounted")]
    public void A_café_lives_a_thousand_days_and_loses_neither_order_nor_cent()
    {
        if (IsLonger)
        {
            DayPlan.Any.Sample(plan => Assert.NotEmpty(CafeLife.Live(plan).Seen));
            return;
        }

        var random = new PCG(1, 20240115);
        foreach (var number in Enumerable.Range(1, Days))
        {
            var plan = DayPlan.Any.Generate(random, null, out _);
            try
            {
                Assert.NotEmpty(CafeLife.Live(plan).Seen);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Day {number} went wrong: {plan}", exception);
            }
        }
    }

    /// <summary>Days on which something was wrong once.</summary>
    public static TheoryData<int, int, Trouble, int, int> KnownDays =>
        new()
        {
            // Ready, counted, taken back and voided within the hour: what was counted stays counted.
            { 74599457, 34, Trouble.CountersFail | Trouble.ItemsRunOut | Trouble.Breaks, 2, 2 },
            // Somebody who went home left two counters empty: one order went to a third as two tickets.
            {
                620433524,
                16,
                Trouble.All
                    & ~(
                        Trouble.CountersFail
                        | Trouble.ImportsChangeTheCafe
                        | Trouble.ItemsAreCounted
                        | Trouble.StaffSlips
                        | Trouble.TablesPayLater
                        | Trouble.OrdersForLater
                    ),
                3,
                4
            },
        };

    [Trait("Mutation", "left-out")]
    [Theory]
    [MemberData(nameof(KnownDays))]
    public void A_day_that_went_wrong_once_goes_well(
        int seed,
        int orders,
        Trouble trouble,
        int zone,
        int date
    ) => Assert.NotEmpty(CafeLife.Live(new(seed, orders, trouble, zone, date)).Seen);

    [Trait("Mutation", "left-out")]
    [Trait("Lines", "reached")]
    [Fact]
    public void A_day_lived_again_is_the_same_day()
    {
        var plan = new DayPlan(77, 30, Trouble.All, 0, 1);

        Assert.Equal(CafeLife.Live(plan).Cafe, CafeLife.Live(plan).Cafe);
    }

    /// <summary>A life in which nothing happens proves nothing.</summary>
    [Fact]
    [Trait("Lines", "uncounted")]
    public void A_hundred_days_see_every_kind_of_fact_and_refusal()
    {
        var seen = new HashSet<object>();
        var (orders, recounts) = (0, 0);
        for (var seed = 0; seed < 100; seed++)
        {
            var trouble = seed % 3 == 0 ? Trouble.All & ~Trouble.ClockJumps : Trouble.All;
            var life = CafeLife.Live(new(seed, 25, trouble, seed % 7, seed % 10));
            seen.UnionWith(life.Seen);
            orders += life.Ledger.Orders.Count;
            recounts += life.Recounts;
        }

        Assert.True(orders > 1_500, $"{orders} orders");
        Assert.True(recounts > 100, $"the figures were counted again {recounts} times");
        Assert.Empty(FactTypes.Except(seen.OfType<Type>()));
        // A guest took the time that a full counter offered.
        Assert.Contains<object>(nameof(Refusal.Earliest), seen);
        // A guest had to be of some age for what they ordered.
        Assert.Contains<object>(nameof(Order.MinAge), seen);
        // Guests paid by card what they ordered on a bill, also when the till had all of it, or a part.
        Assert.Contains<object>(nameof(Order.IsPayableByCard), seen);
        Assert.Contains<object>(MoneyConcernKind.PaidTwice, seen);
        Assert.Contains<object>(MoneyConcernKind.WrongAmount, seen);
        Assert.Equal(
            [RefusalCode.CafeClosed, RefusalCode.TryLater, RefusalCode.TooMany],
            Enum.GetValues<RefusalCode>().Except(seen.OfType<RefusalCode>())
        );
    }

    private static IEnumerable<Type> FactTypes =>
        typeof(Fact)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Fact)) && !type.IsAbstract)
            // What is noticed about the café has days of its own: AlertDayTests.
            .Where(type => !type.IsSubclassOf(typeof(WatchFact)))
            // No day is so long: EndedOrderTests and RefundCarriageTests see these.
            .Except([typeof(OrderReturnedFact), typeof(RefundGivenUpFact)]);

    private static bool IsLonger =>
        Environment.GetEnvironmentVariable("CsCheck_Iter") is not null
        || Environment.GetEnvironmentVariable("CsCheck_Time") is not null;
}
