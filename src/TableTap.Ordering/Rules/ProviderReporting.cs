using TableTap.Terms;

namespace TableTap.Ordering;

/// <summary>
/// Takes what a payment provider says (docs/protocol.md §5, "Money"). What it says has happened: it cannot be refused, so that
/// every event has an outcome, whatever the state of its order.
/// </summary>
internal static class ProviderReporting
{
    /// <summary>Decides <see cref="ProviderReport"/>.</summary>
    public static Decision Decide(Draft draft, ProviderReport command) =>
        draft.Actor.Role != Role.Service
            ? Refusal.NotAllowed("Only a payment provider reports payments")
        : Check(command.Event) is { } wrong ? wrong
        : Receive(draft, command.Event);

    /// <summary>Takes an event in: once, and later where its order is not known yet.</summary>
    public static Decision Receive(Draft draft, ProviderEvent reported)
    {
        if (draft.Cafe.ProviderEvents.TryGet(reported.EventId, out var orderId))
        {
            return orderId == reported.OrderId
                ? Decision.Nothing
                : Refusal.Conflict("This provider event belongs to another order");
        }

        if (draft.Cafe.ParkedEvents.Contains(reported.EventId))
        {
            return Decision.Nothing;
        }

        if (
            draft.Cafe.Order(reported.OrderId) is not { } order
            || RefundReporting.IsEarly(order, reported)
        )
        {
            return Parking.Park(draft, reported);
        }

        Take(draft, order, reported);
        return draft.Accept();
    }

    /// <summary>Takes up what waits for an order, where something can be done with it now: the order appeared, or its money came in.</summary>
    public static void Resume(Draft draft, string orderId)
    {
        var waiting = draft
            .Cafe.ParkedEvents.Values.Where(parked => parked.Event.OrderId == orderId)
            .OrderBy(parked => parked.ExpiresAt)
            .ThenBy(parked => parked.Event.Kind)
            .ToList();
        foreach (var parked in waiting)
        {
            var order = draft.Order(orderId);
            if (
                !draft.Cafe.ParkedEvents.Contains(parked.Event.EventId)
                || RefundReporting.IsEarly(order, parked.Event)
            )
            {
                continue;
            }

            draft.Tell(new PaymentEventUnparked(draft.Now, parked.Event.EventId, Expired: false));
            Take(draft, order, parked.Event);
        }
    }

    /// <summary>Does with an event what follows from it.</summary>
    private static void Take(Draft draft, Order order, ProviderEvent reported)
    {
        switch (reported.Kind)
        {
            case ProviderEventKind.PaymentProcessing:
                CardPaying.Started(draft, order, reported);
                break;
            case ProviderEventKind.PaymentSucceeded:
                CardPaying.Succeeded(draft, order, reported);
                Resume(draft, order.OrderId);
                break;
            case ProviderEventKind.PaymentFailed:
                CardPaying.Failed(draft, order, reported);
                break;
            case ProviderEventKind.RefundTotal:
                RefundReporting.Total(draft, order, reported);
                break;
            default:
                RefundReporting.One(draft, order, reported);
                break;
        }
    }

    private static Refusal? Check(ProviderEvent reported) =>
        Inputs.Refuse(
            Inputs.Needed("eventId", reported.EventId, ProviderEvent.LongestEventId),
            Identifier.IsValid(reported.OrderId) ? null : new Problem("orderId", "an id"),
            Amount("amount", reported.Amount),
            Amount("tip", reported.Tip),
            Inputs.Text("transactionId", reported.TransactionId, TextLimits.Provider),
            Inputs.Text("refundId", reported.RefundId, TextLimits.Provider),
            Inputs.Text("reason", reported.Reason, TextLimits.Provider)
        );

    private static Problem? Amount(string path, Money amount) =>
        amount < Money.Zero || amount > Inputs.LargestAmount
            ? new Problem(path, $"from 0 to {Inputs.LargestAmount}")
            : null;
}
