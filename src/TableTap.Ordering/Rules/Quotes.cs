using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What a guest reads about the time of an order.</summary>
/// <param name="Minutes">How long it takes from now on; at least 1.</param>
/// <param name="Reason">Why it takes as long as it does.</param>
/// <param name="IsDelayed">Whether that is later than was promised, or the promise has passed.</param>
public sealed record WaitQuote(int Minutes, WaitReason Reason, bool IsDelayed);

/// <summary>What guests read about the time of orders, and why (docs/protocol.md §5). Pure; for whoever shows it.</summary>
public static class Quotes
{
    /// <summary>The time of an order that is pending or at the counters; null when nothing is waited for any more.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="order">One of its orders.</param>
    /// <param name="now">The present time.</param>
    public static WaitQuote? Of(Cafe cafe, Order order, DateTimeOffset now)
    {
        if (order is { IsPlanned: true, ScheduledFor: { } at })
        {
            return new WaitQuote(
                Math.Max(1, (int)Math.Ceiling((at - now).TotalMinutes)),
                new WaitReason(WaitCause.Scheduled, BackAt: at),
                IsDelayed: at <= now
            );
        }

        if (
            order.IsResting
            || order.Status is not OrderStatus.Pending && !order.Status.IsAtCounters
        )
        {
            return null;
        }

        var ahead = Backlog.Ahead(cafe, order, now);
        var routed =
            order.Status == OrderStatus.Pending ? Routing.Routed(cafe, order, ahead) : order;
        var expected = Estimates.Of(cafe, routed, ahead, now);
        // What was told stands until something else is told.
        var minutes = order.Status.IsAtCounters ? order.MinutesLeft(now) : expected.Minutes(cafe);
        return new WaitQuote(
            minutes,
            Reason(cafe, routed, expected, now),
            order.Delayed || order.Status.IsAtCounters && order.EstimatedReadyAt <= now
        );
    }

    /// <summary>The time that a new order takes now, at the busiest counter.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="type">An order of which kind.</param>
    /// <param name="now">The present time.</param>
    public static WaitQuote OfNew(Cafe cafe, OrderType type, DateTimeOffset now)
    {
        var expected = Estimates.OfNew(cafe, type, Backlog.Ahead(cafe, null, now));
        var reason = expected.CounterId is { } counterId
            ? AtCounter(cafe, counterId, expected.Ahead, isStarted: false, now)
            : new WaitReason(WaitCause.NobodyThere, BackAt: ReturnTimes.Anywhere(cafe, now));
        return new WaitQuote(expected.Minutes(cafe), reason, IsDelayed: false);
    }

    /// <summary>Why an order takes as long as it is expected to.</summary>
    internal static WaitReason Reason(
        Cafe cafe,
        Order order,
        ReadyEstimate expected,
        DateTimeOffset now
    ) =>
        expected.CounterId is { } counterId
            ? AtCounter(
                cafe,
                counterId,
                expected.Ahead,
                order.LinesAt(counterId).Any(line => line.Status == LineStatus.Started),
                now
            )
        : order.IsHeld || order.Lines.Items.Any(line => line is { IsUnrouted: true })
            ? new WaitReason(WaitCause.Held, BackAt: now + Estimates.AwayFor(cafe, order, now))
        : new WaitReason(WaitCause.Nothing);

    private static WaitReason AtCounter(
        Cafe cafe,
        string counterId,
        int ahead,
        bool isStarted,
        DateTimeOffset now
    )
    {
        var staff = CounterStaffing.StaffAt(cafe, counterId);
        var isDown = cafe.StatusOf(counterId) != CounterStatus.Active;
        var backAt =
            isDown && cafe.CounterStates.TryGet(counterId, out var state) ? state.BackAt
            : !isDown && staff == 0 ? ReturnTimes.At(cafe, counterId, now)
            : null;
        return new WaitReason(
            isDown ? WaitCause.CounterDown
                : staff == 0 ? WaitCause.NobodyThere
                : isStarted ? WaitCause.Making
                : ahead == 0 ? WaitCause.Next
                : WaitCause.Queue,
            counterId,
            ahead,
            staff,
            backAt > now ? backAt : null
        );
    }

    /// <summary>What came of the quote of an order that becomes ready now; null where there is nothing to learn.</summary>
    internal static QuoteOutcome? Kept(Order order, DateTimeOffset now) =>
        order is { Quote: null, QueuedAt: { } confirmedAt, PromisedReadyAt: { } promised }
        && order.LiveLines.Any(line => line.NeedsPreparation)
            ? new QuoteOutcome(
                promised - confirmedAt,
                now > confirmedAt ? now - confirmedAt : TimeSpan.Zero,
                order.Expected
            )
            : null;
}
