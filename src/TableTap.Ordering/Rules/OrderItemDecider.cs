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

        // "queued" on the wire takes a ready item back; the table calls that ready → started.
        var to =
            command.Status == LineStatus.Queued && line.Status == LineStatus.Ready
                ? LineStatus.Started
                : command.Status;
        return to == line.Status ? Decision.Nothing
            : Check(order, line, to) is { } no ? no
            : Move(draft, order, line, to, command.Reason);
    }

    private static Refusal? Check(Order order, OrderLine line, LineStatus to) =>
        !line.NeedsPreparation ? Refusal.WrongStatus(order, $"{line.Name} needs no preparation")
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
        : line.CounterId is null && to == LineStatus.Started
            ? Refusal.WrongStatus(order, $"No counter has {line.Name} yet")
        : to == LineStatus.Voided && order.LiveLines.Count() == 1
            ? Refusal.WrongStatus(
                order,
                "It is the last item of the order: cancel the order instead"
            )
        : null;

    private static Decision Move(
        DecisionDraft draft,
        Order order,
        OrderLine line,
        LineStatus to,
        string? reason
    )
    {
        OrderProgression.MoveLine(draft, order.OrderId, line, to);
        if (to == LineStatus.Voided)
        {
            Refunds.GiveBack(
                draft,
                order.OrderId,
                Refunds.TooMuch(draft.Order(order.OrderId), line.Price),
                "item_voided",
                OrderMovedFact.System
            );
        }

        if (order.Status == OrderStatus.Ready)
        {
            OrderProgression.Recall(
                draft,
                order.OrderId,
                InputChecks.Trimmed(reason) ?? "item_recalled"
            );
        }

        OrderProgression.Settle(draft, order.OrderId);
        return draft.Accept();
    }
}
