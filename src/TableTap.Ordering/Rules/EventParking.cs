using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Keeps a provider's events that nothing can be done with yet, until <see cref="ProviderEventDecider.Resume"/> takes them up. Bounded,
/// and not for ever (docs/protocol.md §5, "Money").
/// </summary>
internal static class EventParking
{
    /// <summary>Keeps an event for later, or refuses it while too many wait.</summary>
    public static Decision Park(DecisionDraft draft, ProviderEvent reported)
    {
        if (draft.Cafe.ParkedEvents.Count >= draft.Limits.ParkedEvents)
        {
            return new Refusal(
                RefusalCode.TryLater,
                "Too many payment events wait for orders that are not known"
            )
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        }

        draft.Emit(
            new PaymentEventParkedFact(
                draft.Now,
                reported,
                draft.Now + draft.Limits.ParkedEventsKept
            )
        );
        return draft.Accept();
    }

    /// <summary>Decides the command <see cref="ExpireParkedEvent"/>: gives up an event that waited too long.</summary>
    public static Decision Decide(DecisionDraft draft, ExpireParkedEvent command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer gives events up");
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
