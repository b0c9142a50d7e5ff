using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateOrderPriority"/> (docs/protocol.md §4).</summary>
internal static class PriorityDecider
{
    /// <summary>An employee's only reason: something has to be made again.</summary>
    public const string Remake = "remake";

    /// <summary>Makes an order more or less urgent. The same priority again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateOrderPriority command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Needed("reason", command.Reason, draft.Limits.TextLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        var reason = InputChecks.Trimmed(command.Reason)!;
        if (!draft.Actor.IsManager && reason != Remake)
        {
            return Refusal.NotAllowed(
                $"Only a manager may do that; for a remake give the reason '{Remake}'"
            );
        }

        if (order.Status.IsFinal)
        {
            return Refusal.WrongStatus(
                order,
                $"Cannot change the priority of an order that is '{order.Status.Word}'"
            );
        }

        if (order.Priority != command.Priority)
        {
            draft.Emit(
                new OrderPriorityChangedFact(
                    draft.Now,
                    order.OrderId,
                    order.Priority,
                    command.Priority,
                    reason,
                    draft.By
                )
            );
        }

        return draft.Accept();
    }
}
