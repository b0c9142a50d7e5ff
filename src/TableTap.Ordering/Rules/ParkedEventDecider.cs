using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What becomes of a provider's events that wait, when the café looks at them (docs/protocol.md §5, "Money").</summary>
internal static class ParkedEventDecider
{
    /// <summary>Decides the command <see cref="ResumeParkedEvents"/>: takes up whatever something can be done with.</summary>
    public static Decision Decide(DecisionDraft draft)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself takes events up again");
        }

        foreach (
            var orderId in draft
                .Cafe.ParkedEvents.Values.Select(parked => parked.Event.OrderId)
                .Distinct()
                .ToList()
        )
        {
            EndedOrders.Return(draft, orderId);
            if (draft.Cafe.Order(orderId) is not null)
            {
                ProviderEventDecider.Resume(draft, orderId);
            }
        }

        return draft.Accept();
    }

    /// <summary>
    /// Decides the command <see cref="ExpireParkedEvent"/>: gives up an event that waited too long, unless something can be done with it
    /// now.
    /// </summary>
    public static Decision Decide(DecisionDraft draft, ExpireParkedEvent command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer gives events up");
        }

        if (
            draft.Cafe.ParkedEvents.TryGet(command.EventId, out var waiting)
            && draft.Cafe.Order(waiting.Event.OrderId) is not null
        )
        {
            ProviderEventDecider.Resume(draft, waiting.Event.OrderId);
        }

        if (
            draft.Cafe.ParkedEvents.TryGet(command.EventId, out var parked)
            && parked.ExpiresAt <= draft.Now
        )
        {
            var given = parked.Event;
            draft.Emit(new PaymentEventUnparkedFact(draft.Now, given.EventId, Expired: true));
            if (
                given.Kind
                is not (
                    ProviderEventKind.PaymentProcessing
                    or ProviderEventKind.PaymentFailed
                    or ProviderEventKind.PaymentCancelled
                )
            )
            {
                MoneyConcernDecider.Raise(
                    draft,
                    MoneyConcernKind.Unplaced,
                    given.OrderId,
                    given.Amount + given.Tip
                );
            }
        }

        return draft.Accept();
    }
}
