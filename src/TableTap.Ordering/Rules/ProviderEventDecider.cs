using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Takes what a payment provider says (docs/protocol.md §5, "Money"). What it says has happened: it cannot be refused, so that
/// every event has an outcome, whatever the state of its order.
/// </summary>
internal static class ProviderEventDecider
{
    /// <summary>Decides the command <see cref="ReportProviderEvent"/>; only a service may give it.</summary>
    public static Decision Decide(DecisionDraft draft, ReportProviderEvent command) =>
        draft.Actor.Role != Role.Service
            ? Refusal.NotAllowed("Only a payment provider reports payments")
        : Check(command.Event, draft.Cafe.Profile) is { } wrong ? wrong
        : Receive(draft, command.Event);

    /// <summary>Takes an event in: once, and later where its order is not known yet.</summary>
    public static Decision Receive(DecisionDraft draft, ProviderEvent reported)
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
            || ReportedRefunds.IsEarly(order, reported)
        )
        {
            return EventParking.Park(draft, reported);
        }

        Take(draft, order, reported);
        return draft.Accept();
    }

    /// <summary>
    /// Takes up what waits for an order, where something can be done with it now: the order appeared, or its money came in.
    /// </summary>
    public static void Resume(DecisionDraft draft, string orderId)
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
                || ReportedRefunds.IsEarly(order, parked.Event)
            )
            {
                continue;
            }

            draft.Emit(
                new PaymentEventUnparkedFact(draft.Now, parked.Event.EventId, Expired: false)
            );
            Take(draft, order, parked.Event);
        }
    }

    /// <summary>Does with an event what follows from it.</summary>
    private static void Take(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        switch (reported.Kind)
        {
            case ProviderEventKind.PaymentProcessing:
                PaymentAttemptDecider.Started(draft, order, reported);
                break;
            case ProviderEventKind.PaymentSucceeded:
                CardPaymentDecider.Succeeded(draft, order, reported);
                Resume(draft, order.OrderId);
                break;
            case ProviderEventKind.PaymentFailed:
                PaymentAttemptDecider.Failed(draft, order, reported);
                break;
            case ProviderEventKind.PaymentCancelled:
                PaymentAttemptDecider.Cancelled(draft, order, reported);
                break;
            case ProviderEventKind.RefundTotal:
                ReportedRefunds.Total(draft, order, reported);
                break;
            default:
                ReportedRefunds.One(draft, order, reported);
                break;
        }
    }

    private static Refusal? Check(ProviderEvent reported, CafeProfile cafe) =>
        InputChecks.Refuse(
            InputChecks.Needed("eventId", reported.EventId, ProviderEvent.LongestEventId),
            Identifier.IsValid(reported.OrderId) ? null : new FieldProblem("orderId", "an id"),
            Amount("amount", reported.Amount),
            Amount("tip", reported.Tip),
            InputChecks.Payable("amount", reported.Amount, reported.Currency ?? cafe.Currency),
            InputChecks.Payable("tip", reported.Tip, reported.Currency ?? cafe.Currency),
            InputChecks.Text("transactionId", reported.TransactionId, TextLimits.Provider),
            InputChecks.Text("refundId", reported.RefundId, TextLimits.Provider),
            InputChecks.Text("reason", reported.Reason, TextLimits.Provider)
        );

    private static FieldProblem? Amount(string path, Money amount) =>
        amount < Money.Zero || amount > InputChecks.LargestAmount
            ? new FieldProblem(path, $"from 0 to {InputChecks.LargestAmount}")
            : null;
}
