using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="SettleOrders"/>: a manager ends all that is left over at once, each order by the table (docs/protocol.md §4).</summary>
internal static class SettlementDecider
{
    private const string Reason = "Left over";

    /// <summary>Completes or cancels every stale order; none left is acknowledged. What the table does not let go stays as it is.</summary>
    public static Decision Decide(DecisionDraft draft, SettleOrders command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager ends what is left over");
        }

        if (
            InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength),
                command.Status.IsFinal ? null : new FieldProblem("status", "completed or cancelled")
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var reason = InputChecks.Trimmed(command.Reason);
        var leftOver = draft
            .Cafe.OpenOrders.Values.Where(order => Staleness.IsStale(draft.Cafe, order, draft.Now))
            .OrderBy(order => order.QueuePlace)
            .Select(order => order.OrderId)
            .ToList();
        foreach (var orderId in leftOver)
        {
            if (command.Status == OrderStatus.Cancelled)
            {
                CancellationDecider.Decide(
                    draft,
                    new CancelOrder(orderId, CancelReason.Other, reason)
                );
            }
            else
            {
                Complete(draft, orderId, reason ?? Reason);
            }
        }

        return draft.Accept();
    }

    /// <summary>Takes an order through every step that is left; a step that is refused leaves it where it is.</summary>
    private static void Complete(DecisionDraft draft, string orderId, string reason)
    {
        foreach (
            var next in (OrderStatus[])
                [
                    OrderStatus.Confirmed,
                    OrderStatus.Preparing,
                    OrderStatus.Ready,
                    OrderStatus.Completed,
                ]
        )
        {
            if (draft.Order(orderId).Status < next)
            {
                // Nobody starts or hands anything over: what was to be confirmed then is long past.
                OrderStatusDecider.Decide(
                    draft,
                    new UpdateOrderStatus(
                        orderId,
                        next,
                        reason,
                        AllergiesSeen: true,
                        AgeChecked: true
                    )
                );
            }
        }
    }
}
