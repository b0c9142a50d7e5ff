namespace TableTap.Ordering;

/// <summary>
/// Keeps a provider's events that nothing can be done with yet, until <see cref="ProviderReporting.Resume"/> takes them up. Bounded,
/// and not for ever (docs/protocol.md §5, "Money").
/// </summary>
internal static class Parking
{
    /// <summary>Keeps an event.</summary>
    public static Decision Park(Draft draft, ProviderEvent reported)
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

        draft.Tell(
            new PaymentEventParked(draft.Now, reported, draft.Now + draft.Limits.ParkedEventsKept)
        );
        return draft.Accept();
    }

    /// <summary>Decides <see cref="ParkedEventExpire"/>.</summary>
    public static Decision Decide(Draft draft, ParkedEventExpire command)
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
            draft.Tell(new PaymentEventUnparked(draft.Now, given.EventId, Expired: true));
            if (
                given.Kind
                is not (ProviderEventKind.PaymentProcessing or ProviderEventKind.PaymentFailed)
            )
            {
                Concerns.Raise(
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
