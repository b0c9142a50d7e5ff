using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="RescheduleOrder"/>: an order for later is for another time, as long as no counter has it (docs/protocol.md §4).</summary>
internal static class RescheduleDecider
{
    /// <summary>Changes the time of an order. The same time again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, RescheduleOrder command)
    {
        if (OrderAccess.Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        if (!draft.Actor.IsEmployee && !draft.Actor.Owns(order))
        {
            return Refusal.NotAllowed(
                "Only the guest or the staff may change the time of an order"
            );
        }

        if (order is not { IsPlanned: true, ScheduledFor: { } previous })
        {
            return Refusal.WrongStatus(
                order,
                order.ScheduledFor is null
                    ? "The order is for as soon as it can be made: it has no time to change"
                    : $"The time cannot be changed any more: the order is '{order.Status.Word}'"
            );
        }

        var at = command.ScheduledFor;
        if (at == previous)
        {
            return Decision.Nothing;
        }

        var others = Slots.Without(draft.Cafe, order);
        if (
            (
                ScheduleChecks.Check(draft.Cafe, at, draft.Now)
                ?? ScheduleChecks.Fits(draft, others, order, at)
            ) is
            { } no
        )
        {
            return no;
        }

        draft.Emit(
            new OrderRescheduledFact(
                draft.Now,
                order.OrderId,
                previous,
                at,
                draft.By,
                order.Payment.Method == PaymentMethod.Cash ? at : order.Payment.ExpiresAt,
                Slots.Of(others, order.LiveLines, at)
            )
        );
        Firing.Due(draft);
        return draft.Accept();
    }
}
