namespace TableTap.Ordering;

/// <summary>Decides <see cref="OrderPriorityUpdate"/> (docs/protocol.md §4).</summary>
internal static class Prioritising
{
    /// <summary>An employee's only reason: something has to be made again.</summary>
    public const string Remake = "remake";

    /// <summary>Makes an order more or less urgent. The same priority again is acknowledged.</summary>
    public static Decision Decide(Draft draft, OrderPriorityUpdate command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? Inputs.Refuse(Inputs.Needed("reason", command.Reason, draft.Limits.TextLength));
        if (refusal is not null)
        {
            return refusal;
        }

        var reason = Inputs.Trimmed(command.Reason)!;
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
            draft.Tell(
                new OrderPriorityChanged(
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
