using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateOrderStatus"/>: the rows of <see cref="OrderTransitions"/> that people ask for (docs/protocol.md §5).</summary>
internal static class OrderStatusDecider
{
    /// <summary>Takes an order on. The same status again is acknowledged; it acts only on items of one's own that are behind.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateOrderStatus command)
    {
        var refusal =
            OrderAccess.Find(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength),
                InputChecks.Text("pickupCode", command.PickupCode, TextLimits.PickupCode),
                command.Status
                    is OrderStatus.Pending
                        or OrderStatus.Scheduled
                        or OrderStatus.Cancelled
                    ? new FieldProblem(
                        "status",
                        "confirmed, preparing, ready or completed; order_cancel cancels"
                    )
                    : null
            );
        if (refusal is not null)
        {
            return refusal;
        }

        var again = command.Status == order.Status;
        if (again && !draft.Actor.IsEmployee)
        {
            return Refusal.NotAllowed("Only the staff may do that");
        }

        var reason = InputChecks.Trimmed(command.Reason);
        var move = new OrderMove(
            command.Status,
            draft.Actor,
            draft.Now,
            reason,
            command.PickupCode
        );
        return (order.Status, command.Status) switch
        {
            (OrderStatus.Preparing, OrderStatus.Preparing) => Start(draft, order, command),
            (OrderStatus.Preparing, OrderStatus.Ready) => Ready(draft, order, move, command),
            _ when again => Decision.Nothing,
            (OrderStatus.Ready, OrderStatus.Completed) => Complete(draft, order, move, command),
            _ => OrderGuards.Check(order, move) is { } no ? no
            : command.Status == OrderStatus.Confirmed ? Confirm(draft, order)
            : order.Status == OrderStatus.Ready ? Recall(draft, order, reason!)
            : Start(draft, order, command),
        };
    }

    private static Decision Confirm(DecisionDraft draft, Order order)
    {
        OrderProgression.Confirm(draft, order.OrderId, draft.By);
        return draft.Accept();
    }

    private static Decision Start(DecisionDraft draft, Order order, UpdateOrderStatus command)
    {
        var mine = order
            .LiveLines.Where(line =>
                line.Status == LineStatus.Queued
                && line.CounterId is not null
                && draft.Actor.MayWorkOn(order, line)
            )
            .ToList();
        if (mine.Count == 0 && order.Status == OrderStatus.Confirmed)
        {
            return Refusal.NoTransition(
                order,
                OrderStatus.Preparing,
                "no counter has any of it yet"
            );
        }

        if (Allergies.NotSeen(mine, command.AllergiesSeen) is { } unseen)
        {
            return unseen;
        }

        mine.ForEach(line =>
            OrderProgression.MoveLine(draft, order.OrderId, line, LineStatus.Started)
        );
        return draft.Accept();
    }

    private static Decision Ready(
        DecisionDraft draft,
        Order order,
        OrderMove move,
        UpdateOrderStatus command
    )
    {
        var forced = draft.Actor.IsManager && move.Reason is not null;
        var mine = order
            .LiveLines.Where(line =>
                forced ? line.NeedsPreparation : draft.Actor.WorksOn(order, line)
            )
            .ToList();
        if (!forced && mine.Count == 0)
        {
            return draft.Actor is { IsEmployee: true, IsManager: false }
                ? Refusal.NotAllowed("None of your counters holds this order", order)
                : OrderGuards.Check(order, move)!;
        }

        var toMake = mine.FindAll(line => forced ? line.Status.IsToDo : line.Status.IsOpen);
        if (Allergies.NotSeen(toMake, command.AllergiesSeen) is { } unseen)
        {
            return unseen;
        }

        if (!forced && mine.TrueForAll(line => line.Status == LineStatus.Held))
        {
            return Refusal.WrongStatus(
                order,
                $"Course {order.NextCourse} is held: fire it first (course_fire)"
            );
        }

        foreach (var line in toMake)
        {
            if (line.Status == LineStatus.Held)
            {
                OrderProgression.MoveLine(draft, order.OrderId, line, LineStatus.Queued);
            }

            if (line.Status.IsUntouched)
            {
                OrderProgression.MoveLine(
                    draft,
                    order.OrderId,
                    line with
                    {
                        Status = LineStatus.Queued,
                    },
                    LineStatus.Started
                );
            }

            OrderProgression.MoveLine(
                draft,
                order.OrderId,
                line with
                {
                    Status = LineStatus.Started,
                },
                LineStatus.Ready
            );
        }

        if (forced)
        {
            Readiness.MakeReady(draft, draft.Order(order.OrderId), draft.By, move.Reason);
            Courses.Advance(draft, order.OrderId);
        }
        else
        {
            Readiness.Settle(draft, order.OrderId);
        }

        return draft.Accept();
    }

    private static Decision Recall(DecisionDraft draft, Order order, string reason)
    {
        var mine = order
            .LiveLines.Where(line =>
                line is { CounterId: not null, Status: LineStatus.Ready }
                && draft.Actor.MayWorkOn(order, line)
            )
            .ToList();
        if (mine.Count == 0)
        {
            return draft.Actor.IsManager
                ? Refusal.NoTransition(order, OrderStatus.Preparing, "no counter made any of it")
                : Refusal.NotAllowed("None of your counters made any of this order", order);
        }

        mine.ForEach(line =>
            OrderProgression.MoveLine(draft, order.OrderId, line, LineStatus.Started)
        );
        OrderProgression.Recall(draft, order.OrderId, reason);
        Courses.GoOn(draft, order.OrderId);
        return draft.Accept();
    }

    private static Decision Complete(
        DecisionDraft draft,
        Order order,
        OrderMove move,
        UpdateOrderStatus command
    )
    {
        if (OrderGuards.Check(order, move) is { } refusal)
        {
            if (refusal.Code == RefusalCode.PickupCodeInvalid && move.PickupCode is not null)
            {
                draft.Emit(PickupCodes.Refused(order, draft.Limits, draft.Now, draft.By));
            }

            return draft.Refuse(refusal);
        }

        if (AgeLimits.NotChecked(order, command.AgeChecked) is { } young)
        {
            return young;
        }

        draft.Emit(
            new OrderCompletedFact(draft.Now, order.OrderId, order.Status, draft.By, move.Reason)
        );
        return draft.Accept();
    }
}
