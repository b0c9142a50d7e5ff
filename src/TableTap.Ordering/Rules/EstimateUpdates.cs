using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Tells guests when their time moves (docs/protocol.md §5): by 2 min or 20 %, at most once a minute; or because it has passed, after a
/// pause that doubles each time, and not while the café is closed.
/// </summary>
internal static class EstimateUpdates
{
    /// <summary>Times are announced in whole minutes: a move below one is none.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>Looks at every order at the counters again.</summary>
    public static void All(DecisionDraft draft)
    {
        var before = draft.Cafe;
        foreach (var (orderId, expected) in Estimates.All(before, draft.Now))
        {
            var order = draft.Order(orderId);
            if (!WasUpdatedLately(order.EstimateChangedAt, draft))
            {
                Update(draft, before, order, expected);
            }
        }
    }

    /// <summary>Whether an estimate differs now from the one that was announced.</summary>
    public static bool HasMoved(CafeLimits limits, TimeSpan previous, TimeSpan current)
    {
        var move = (current - previous).Duration();
        return move >= Least
            && (
                move >= limits.EstimateMove
                || move * 100 >= previous.Duration() * limits.EstimateMovePercent
            );
    }

    /// <summary>Whether something was announced less than the pause ago; a clock that was put back silences nobody.</summary>
    public static bool WasUpdatedLately(DateTimeOffset? toldAt, DecisionDraft draft) =>
        toldAt is { } told && WasWithin(told, draft.Limits.EstimatePause, draft.Now);

    private static bool WasWithin(DateTimeOffset toldAt, TimeSpan pause, DateTimeOffset now) =>
        toldAt <= now && now < toldAt + pause;

    /// <summary>How long a guest whose order is overdue is left alone: 1, 2, 4 … 60 min, one for each time they were put off.</summary>
    private static TimeSpan PauseAfter(CafeLimits limits, int overruns)
    {
        var pause = limits.EstimatePause;
        for (var told = 1; told < overruns && pause < limits.LongestEstimatePause; told++)
        {
            pause *= 2;
        }

        return pause < limits.LongestEstimatePause ? pause : limits.LongestEstimatePause;
    }

    private static void Update(DecisionDraft draft, Cafe cafe, Order order, ReadyEstimate expected)
    {
        var left = order.EstimatedReadyAt - draft.Now;
        var current = expected.Minutes(cafe);
        var passed = left <= TimeSpan.Zero;
        var moved = HasMoved(draft.Limits, left, TimeSpan.FromMinutes(current));
        var later = TimeSpan.FromMinutes(current) > left;
        // A guest whose promise has passed is put off, not told of every minute that nobody begins.
        var late = order.PromisedReadyAt <= draft.Now;
        var overdue = passed || moved && later && late;
        if (overdue ? IsLeftAlone(draft, order) : !moved || late && order.Overruns > 0)
        {
            return;
        }

        if (overdue)
        {
            // What is told holds until it is told again.
            current = Math.Max(
                current,
                Math.Max(
                    FurtherMinutes(draft.Limits, order),
                    Estimates.InMinutes(PauseAfter(draft.Limits, order.Overruns + 1))
                )
            );
        }

        draft.Emit(
            new OrderEstimateChangedFact(
                draft.Now,
                order.OrderId,
                order.MinutesLeft(draft.Now),
                current,
                overdue || draft.Now.AddMinutes(current) > order.PromisedReadyAt,
                Wait: Quotes.Reason(cafe, order, expected, draft.Now),
                Overdue: overdue
            )
        );
    }

    private static bool IsLeftAlone(DecisionDraft draft, Order order) =>
        !LocalTime.IsOpen(draft.Cafe.Profile, draft.Now)
        || order.EstimateChangedAt is { } told
            && WasWithin(told, PauseAfter(draft.Limits, order.Overruns), draft.Now);

    /// <summary>What an order that is overdue is given at least, so that its guest is not put off minute by minute.</summary>
    private static int FurtherMinutes(CafeLimits limits, Order order) =>
        Estimates.InMinutes(
            (order.PromisedReadyAt - order.QueuedAt).GetValueOrDefault()
                * limits.OverrunPercent
                / 100
        );
}
