using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
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
                ?? ScheduleChecks.Fits(
                    draft,
                    others,
                    order,
                    at,
                    offered => NotThere(draft.Cafe, order, previous, offered) is null
                )
                ?? NotThere(draft.Cafe, order, previous, at)
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

    /// <summary>The refusal where something of the order cannot be had at its new time; what it took of a countdown already is its own.</summary>
    private static Refusal? NotThere(
        Cafe cafe,
        Order order,
        DateTimeOffset previous,
        DateTimeOffset at
    )
    {
        var outages = cafe
            .Outages.Values.Where(outage => outage.CounterId is null && !(at >= outage.BackAt))
            .ToList();
        var wanted = order with { ScheduledFor = at };
        var missing = order
            .LiveLines.Where(line => outages.Exists(outage => outage.IsIn(line)))
            .Concat(
                cafe.Countdowns.Values.Where(countdown =>
                        order.Status != OrderStatus.Scheduled || !countdown.CountsAt(previous)
                    )
                    .SelectMany(countdown => Countdowns.TooMuch(countdown, wanted))
            )
            .Select(line => line.Name)
            .Distinct()
            .ToList();
        return missing.Count == 0
            ? null
            : new Refusal(
                RefusalCode.ItemUnavailable,
                $"At that time there is not enough of: {string.Join(", ", missing)}"
            );
    }
}
