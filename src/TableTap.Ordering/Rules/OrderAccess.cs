using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Finds the order a command is about.</summary>
internal static class OrderAccess
{
    /// <summary>The order; another guest's seems not to be there, and one that moved on since the sender saw it is a conflict.</summary>
    public static Refusal? Find(DecisionDraft draft, OrderCommand command, out Order order)
    {
        order = draft.Cafe.Order(command.OrderId)!;
        if (order is null || draft.Actor.Role == Role.Customer && !draft.Actor.Owns(order))
        {
            return Refusal.NotFound("order", command.OrderId);
        }

        return command.ExpectedVersion is { } expected && expected != order.Version
            ? Refusal.Conflict(
                $"The order changed in the meantime: it is '{order.Status.Word}' now",
                order
            )
            : null;
    }

    /// <summary>The order, for somebody of the staff.</summary>
    public static Refusal? FindForStaff(
        DecisionDraft draft,
        OrderCommand command,
        out Order order
    ) =>
        Find(draft, command, out order)
        ?? (draft.Actor.IsEmployee ? null : Refusal.NotAllowed("Only the staff may do that"));
}
