using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Lets the intake follow the load (docs/protocol.md §6): busy when a counter's quote is above 15 min, paused when that of every counter is
/// above 30, and back below 80 % of that. A counter that is full alone stops only the orders that need it. What a person decided stands: a
/// pause until its end, an intake opened by hand until the wait is short again.
/// </summary>
internal static class LoadControl
{
    /// <summary>Changes the mode if the load has left the one the café is in, and announces it to guests.</summary>
    public static void Follow(DecisionDraft draft)
    {
        var intake = draft.Cafe.Intake;
        if (intake is { IsByHand: true, Mode: IntakeMode.Paused })
        {
            return;
        }

        var load = Measure(draft);
        var mode = intake.IsByHand
            ? Opened(draft.Limits, load)
            : After(draft.Limits, intake.Mode, load);
        if (mode != intake.Mode)
        {
            draft.Emit(new IntakeChangedFact(draft.Now, mode, null, null, OrderMovedFact.System));
            WaitTimeUpdates.UpdateAll(draft);
        }
    }

    /// <summary>What the load alone makes of the intake.</summary>
    public static IntakeMode Mode(DecisionDraft draft) =>
        After(draft.Limits, IntakeMode.Normal, Measure(draft));

    /// <summary>What an intake that somebody opens becomes: busy while the wait is long, but not paused by it again.</summary>
    public static IntakeMode WhenOpened(DecisionDraft draft) =>
        Opened(draft.Limits, Measure(draft));

    /// <summary>
    /// The counter that an order needs and that is full, with what it quotes; null where it may be taken, as what a person opened is.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order, as it would stand at the counters.</param>
    /// <param name="ahead">The work before it.</param>
    public static (string CounterId, TimeSpan Quote)? Full(
        DecisionDraft draft,
        Order order,
        Backlog ahead
    )
    {
        if (draft.Cafe.Intake.IsByHand)
        {
            return null;
        }

        var (counterId, quote) = order
            .CountersWithWork.Items.Select(counterId =>
                (counterId, Estimates.OfNew(draft.Cafe, order.Type, counterId, ahead))
            )
            .Select(one => (one.counterId, Quote(draft.Cafe, one.Item2)))
            .DefaultIfEmpty(("", TimeSpan.Zero))
            .MaxBy(one => one.Item2);
        return quote > draft.Limits.PausedAfter ? (counterId, quote) : null;
    }

    private static IntakeMode Opened(CafeLimits limits, Load load) =>
        Left(limits, limits.BusyAfter, load.Busiest) ? IntakeMode.Normal : IntakeMode.Busy;

    private static IntakeMode After(CafeLimits limits, IntakeMode mode, Load load) =>
        load.Quickest > limits.PausedAfter
        || mode == IntakeMode.Paused && !Left(limits, limits.PausedAfter, load.Quickest)
            ? IntakeMode.Paused
        : load.Busiest > limits.BusyAfter
        || mode != IntakeMode.Normal && !Left(limits, limits.BusyAfter, load.Busiest)
            ? IntakeMode.Busy
        : IntakeMode.Normal;

    private static bool Left(CafeLimits limits, TimeSpan entered, TimeSpan wait) =>
        wait * 100 < entered * limits.IntakeLeavePercent;

    /// <summary>Where nothing is to be made nobody waits, however far off the last quotes were.</summary>
    private static Load Measure(DecisionDraft draft)
    {
        var cafe = draft.Cafe;
        var ahead = Backlog.Ahead(cafe, null, draft.Now);
        var quotes = cafe
            .Profile.Counters.Items.Where(counter => Estimates.IsAtWork(cafe, counter.CounterId))
            .Select(counter =>
                ahead.Orders(counter.CounterId) == 0
                    ? TimeSpan.Zero
                    : Enum.GetValues<OrderType>()
                        .Max(type =>
                            Quote(cafe, Estimates.OfNew(cafe, type, counter.CounterId, ahead))
                        )
            )
            .DefaultIfEmpty(TimeSpan.Zero)
            .ToList();
        return new(quotes.Min(), quotes.Max());
    }

    private static TimeSpan Quote(Cafe cafe, ReadyEstimate expected) =>
        TimeSpan.FromMinutes(expected.Minutes(cafe));

    /// <summary>What the counters quote for a new order.</summary>
    /// <param name="Quickest">The least of them.</param>
    /// <param name="Busiest">The most of them.</param>
    private readonly record struct Load(TimeSpan Quickest, TimeSpan Busiest);
}
