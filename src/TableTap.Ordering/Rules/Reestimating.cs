namespace TableTap.Ordering;

/// <summary>
/// Tells guests when their time moves (docs/protocol.md §5): by 2 min or 20 %, or because it has passed, at most once a minute.
/// </summary>
internal static class Reestimating
{
    /// <summary>Times are told in whole minutes: a move below one is none.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>Looks at every order at the counters again.</summary>
    public static void All(Draft draft)
    {
        var before = draft.Cafe;
        foreach (var (orderId, expected) in Estimates.All(before, draft.Now))
        {
            var order = draft.Order(orderId);
            if (!WasToldLately(order.EstimateChangedAt, draft))
            {
                Tell(draft, before, order, expected);
            }
        }
    }

    /// <summary>Whether an estimate that was told is another one now.</summary>
    public static bool HasMoved(CafeLimits limits, TimeSpan previous, TimeSpan current)
    {
        var move = (current - previous).Duration();
        return move >= Least
            && (
                move >= limits.EstimateMove
                || move * 100 >= previous.Duration() * limits.EstimateMovePercent
            );
    }

    /// <summary>Whether something was told less than the pause ago; a clock that was put back silences nobody.</summary>
    public static bool WasToldLately(DateTimeOffset? toldAt, Draft draft) =>
        toldAt <= draft.Now && draft.Now < toldAt + draft.Limits.EstimatePause;

    private static void Tell(Draft draft, Cafe cafe, Order order, Outlook expected)
    {
        var overdue = order.EstimatedReadyAt <= draft.Now;
        var current = expected.Minutes(cafe);
        if (overdue)
        {
            current = Math.Max(current, FurtherMinutes(draft.Limits, order));
        }
        else if (
            !HasMoved(
                draft.Limits,
                order.EstimatedReadyAt - draft.Now,
                TimeSpan.FromMinutes(current)
            )
        )
        {
            return;
        }

        draft.Tell(
            new OrderEstimateChanged(
                draft.Now,
                order.OrderId,
                order.MinutesLeft(draft.Now),
                current,
                overdue || draft.Now.AddMinutes(current) > order.PromisedReadyAt,
                Wait: Quotes.Reason(cafe, order, expected, draft.Now)
            )
        );
    }

    /// <summary>What an order that is overdue is given at least, so that its guest is not put off minute by minute.</summary>
    private static int FurtherMinutes(CafeLimits limits, Order order) =>
        Estimates.InMinutes(
            (order.PromisedReadyAt - order.ConfirmedAt).GetValueOrDefault()
                * limits.OverrunPercent
                / 100
        );
}
