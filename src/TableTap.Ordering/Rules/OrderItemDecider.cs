using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateOrderItem"/>: the rows of <see cref="LineTransitions"/> (docs/protocol.md §5).</summary>
internal static class OrderItemDecider
{
    /// <summary>Moves one item at its counter, and its order with it where that follows.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateOrderItem command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        if (order.Line(command.LineId) is not { } line)
        {
            return Refusal.NotFound("item of this order", command.LineId);
        }

        if (!draft.Actor.MayWorkOn(order, line))
        {
            return Refusal.NotAllowed($"{line.Name} is not at one of your counters", order);
        }

        return command.Status == line.Status ? Decision.Nothing
            : Check(draft, order, line, command.Status) is { } no ? no
            : command.Status == LineStatus.Started
            && Allergies.NotSeen([line], command.AllergiesSeen) is { } unseen
                ? unseen
            : Move(draft, order, line, command.Status, command.Reason);
    }

    private static Refusal? Check(
        DecisionDraft draft,
        Order order,
        OrderLine line,
        LineStatus to
    ) =>
        !line.NeedsPreparation && order.Status is not (OrderStatus.Pending or OrderStatus.Scheduled)
            ? Refusal.WrongStatus(order, $"{line.Name} needs no preparation")
        : LineTransitions.Between(line.Status, to) is { ByCourse: true }
        || line.Status == LineStatus.Held && to != LineStatus.Voided
            ? Refusal.WrongStatus(
                order,
                $"{line.Name} is of course {line.Course}: fire or hold the course (course_fire, course_hold)"
            )
        : LineTransitions.Between(line.Status, to) is not { } row
            ? Refusal.WrongStatus(
                order,
                $"Cannot transition item from '{line.Status.Word}' to '{to.Word}'"
            )
        : !row.While.Contains(order.Status)
            ? Refusal.WrongStatus(
                order,
                $"Cannot take an item to '{to.Word}' while its order is '{order.Status.Word}'"
            )
        : row.IsUndo && draft.Now - line.StartedAt > draft.Limits.StartUndoable
            ? Refusal.WrongStatus(
                order,
                $"{line.Name} was started too long ago: a start can be undone for {InputChecks.Words(draft.Limits.StartUndoable)}"
            )
        : line.CounterId is null && to == LineStatus.Started
            ? Refusal.WrongStatus(order, $"No counter has {line.Name} yet")
        : to == LineStatus.Voided && order.LiveLines.Count() == 1
            ? Refusal.WrongStatus(
                order,
                "It is the last item of the order: cancel the order instead"
            )
        : to == LineStatus.Voided ? DiscountRights.CheckRest(draft, Without(draft, order, line))
        : null;

    private static Order Without(DecisionDraft draft, Order order, OrderLine line) =>
        OrderApply.Apply(
            order,
            new LineMovedFact(
                draft.Now,
                order.OrderId,
                line.LineId,
                line.CounterId,
                line.Status,
                LineStatus.Voided,
                draft.By
            )
        );

    private static Decision Move(
        DecisionDraft draft,
        Order order,
        OrderLine line,
        LineStatus to,
        string? reason
    )
    {
        OrderProgression.MoveLine(draft, order.OrderId, line, to);
        if (to == LineStatus.Queued)
        {
            WorkDistribution.Requeue(draft, order.OrderId, line.LineId);
        }
        else if (to == LineStatus.Voided)
        {
            Refunds.GiveTooMuchBack(draft, order, "item_voided");
        }

        if (order.Status == OrderStatus.Ready)
        {
            OrderProgression.Recall(
                draft,
                order.OrderId,
                InputChecks.Trimmed(reason) ?? "item_recalled"
            );
        }

        OrderProgression.ConfirmFree(draft, order.OrderId);
        Readiness.Settle(draft, order.OrderId);
        return draft.Accept();
    }
}
