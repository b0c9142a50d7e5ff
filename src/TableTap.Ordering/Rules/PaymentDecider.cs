using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="RecordPayment"/> (docs/protocol.md §5): cash by the staff, a card's result by a service.</summary>
internal static class PaymentDecider
{
    /// <summary>Records what happened to a payment.</summary>
    public static Decision Decide(DecisionDraft draft, RecordPayment command)
    {
        var isProvider = draft.Actor.Role == Role.Service;
        if (isProvider && IsRepeatOrEarly(draft, command))
        {
            return Forms(draft, command) is { } bad
                ? bad
                : ProviderEventDecider.Receive(draft, Event(command));
        }

        if (OrderAccess.Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        if (!isProvider && !draft.Actor.IsEmployee)
        {
            return Refusal.NotAllowed("Only the staff and the payment provider record payments");
        }

        if (isProvider != (command.Method == PaymentMethod.Card))
        {
            return Refusal.NotAllowed(
                isProvider
                    ? "Cash is recorded by the staff"
                    : "Card payments are recorded by the payment provider"
            );
        }

        return (Forms(draft, command) ?? Due(draft, order, command)) is { } wrong ? wrong
            : isProvider ? ProviderEventDecider.Receive(draft, Event(command))
            : Cash(draft, order, command);
    }

    private static bool IsRepeatOrEarly(DecisionDraft draft, RecordPayment command) =>
        command.Method == PaymentMethod.Card
        && (
            command.ProviderEventId is { } counted && draft.Cafe.ProviderEvents.Contains(counted)
            || draft.Cafe.Order(command.OrderId) is null
        );

    private static ProviderEvent Event(RecordPayment command) =>
        new(
            command.ProviderEventId!,
            command.OrderId,
            command.Result == PaymentResult.Success
                ? ProviderEventKind.PaymentSucceeded
                : ProviderEventKind.PaymentFailed,
            command.Amount,
            command.Tip ?? Money.Zero,
            TransactionId: command.TransactionId,
            Reason: command.Reason
        );

    private static Refusal? Forms(DecisionDraft draft, RecordPayment command) =>
        InputChecks.Refuse(
            command.Amount > InputChecks.LargestAmount
                ? new FieldProblem("amount", $"at most {InputChecks.LargestAmount}")
                : null,
            command.Tip < Money.Zero || command.Tip > InputChecks.LargestAmount
                ? new FieldProblem("tip", $"from 0 to {InputChecks.LargestAmount}")
                : null,
            InputChecks.Payable("amount", command.Amount, draft.Cafe.Profile),
            InputChecks.Payable("tip", command.Tip, draft.Cafe.Profile),
            command.Method == PaymentMethod.Cash && command.Result != PaymentResult.Success
                ? new FieldProblem("result", "cash is there or it is not: success")
                : null,
            command.Method == PaymentMethod.Card
                ? InputChecks.Needed(
                    "providerEventId",
                    command.ProviderEventId,
                    TextLimits.Provider
                )
                : null,
            InputChecks.Text("transactionId", command.TransactionId, TextLimits.Provider),
            InputChecks.Text("reason", command.Reason, TextLimits.Provider)
        );

    private static Refusal? Due(DecisionDraft draft, Order order, RecordPayment command) =>
        CashRounding.ToPay(draft, command.Method, CardPaymentDecider.Due(order)) is var due
        && command.Result == PaymentResult.Success
        && command.Amount != due
            ? Refusal.Invalid("amount", $"{due} is due")
            : null;

    private static Decision Cash(DecisionDraft draft, Order order, RecordPayment command)
    {
        if (draft.Cafe.Bills.TryGet(order.BillId, out var bill))
        {
            return Refusal.Conflict($"It is on {bill.BillNumber}: take the money for that", order);
        }

        if (CardPaymentDecider.IsPaid(order) || !order.Total.IsPositive)
        {
            return Refusal.Conflict("Nothing is due: the order is paid", order);
        }

        if (order.Status == OrderStatus.Cancelled)
        {
            return Refusal.WrongStatus(order, "Nothing is due: the order is 'cancelled'");
        }

        draft.Emit(
            new PaymentProcessedFact(
                draft.Now,
                order.OrderId,
                $"txn_{draft.Ids.NewId()}",
                PaymentMethod.Cash,
                command.Amount,
                command.Tip ?? Money.Zero,
                null,
                draft.By,
                ReceiptNumber: Receipts.Next(draft),
                Rounding: CashRounding.Told(command.Amount - CardPaymentDecider.Due(order))
            )
        );
        CardPaymentDecider.Confirm(draft, order.OrderId);
        return draft.Accept();
    }
}
