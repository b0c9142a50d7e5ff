using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Keeps a provider's events that nothing can be done with yet, until their order or their money appears. Bounded, and not for ever
/// (docs/protocol.md §5, "Money").
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
}
