namespace TableTap.Ordering;

/// <summary>Tells guests when their time moves (docs/protocol.md §5): by 2 min or 20 %, at most once a minute.</summary>
internal static class Reestimating
{
    /// <summary>Looks at every order at the counters again.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="reason">Why times moved, as the guest reads it.</param>
    public static void All(Draft draft, string reason)
    {
        foreach (var (orderId, current) in Estimates.AllMinutes(draft.Cafe, draft.Now))
        {
            var order = draft.Order(orderId);
            var previous = order.MinutesLeft(draft.Now);
            if (
                Moved(draft.Limits, previous, current)
                && !(order.EstimateChangedAt + draft.Limits.EstimatePause > draft.Now)
            )
            {
                var delayed = draft.Now.AddMinutes(current) > order.PromisedReadyAt;
                draft.Tell(
                    new OrderEstimateChanged(
                        draft.Now,
                        order.OrderId,
                        previous,
                        current,
                        delayed,
                        reason
                    )
                );
            }
        }
    }

    private static bool Moved(CafeLimits limits, int previous, int current)
    {
        var move = Math.Abs(current - previous);
        return move > 0
            && (
                move >= limits.EstimateMove.TotalMinutes
                || move * 100 >= previous * limits.EstimateMovePercent
            );
    }
}
