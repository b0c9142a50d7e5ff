namespace TableTap.Ordering;

/// <summary>Decides <see cref="OrdersSettle"/>: a manager ends all that is left over at once, each order by the table (docs/protocol.md §4).</summary>
internal static class Settling
{
    private const string Reason = "Left over";

    /// <summary>Completes or cancels every stale order; none left is acknowledged. What the table does not let go stays as it is.</summary>
    public static Decision Decide(Draft draft, OrdersSettle command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager ends what is left over");
        }

        if (
            Inputs.Refuse(
                Inputs.Text("reason", command.Reason, draft.Limits.TextLength),
                command.Status.IsFinal ? null : new Problem("status", "completed or cancelled")
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var reason = Inputs.Trimmed(command.Reason);
        var leftOver = draft
            .Cafe.OpenOrders.Values.Where(order => Staleness.IsStale(draft.Cafe, order, draft.Now))
            .OrderBy(order => order.QueuePlace)
            .Select(order => order.OrderId)
            .ToList();
        foreach (var orderId in leftOver)
        {
            if (command.Status == OrderStatus.Cancelled)
            {
                Cancelling.Decide(draft, new OrderCancel(orderId, CancelReason.Other, reason));
            }
            else
            {
                Complete(draft, orderId, reason ?? Reason);
            }
        }

        return draft.Accept();
    }

    /// <summary>Takes an order through every step that is left; a step that is refused leaves it where it is.</summary>
    private static void Complete(Draft draft, string orderId, string reason)
    {
        foreach (
            var next in (OrderStatus[])
                [OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.Completed]
        )
        {
            if (draft.Order(orderId).Status < next)
            {
                StatusUpdating.Decide(draft, new OrderStatusUpdate(orderId, next, reason));
            }
        }
    }
}
