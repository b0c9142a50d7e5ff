namespace TableTap.Ordering;

/// <summary>Decides <see cref="PaymentRecord"/> (docs/protocol.md §5): cash by the staff, a card's result by a service.</summary>
internal static class Paying
{
    /// <summary>Records what happened to a payment.</summary>
    public static Decision Decide(Draft draft, PaymentRecord command)
    {
        var isProvider = draft.Actor.Role == Role.Service;
        if (isProvider && IsRepeatOrEarly(draft, command))
        {
            return Forms(draft, command) is { } bad
                ? bad
                : ProviderReporting.Receive(draft, Event(command));
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

        return (Forms(draft, command) ?? Due(order, command)) is { } wrong ? wrong
            : isProvider ? ProviderReporting.Receive(draft, Event(command))
            : Cash(draft, order, command);
    }

    private static bool IsRepeatOrEarly(Draft draft, PaymentRecord command) =>
        command.Method == PaymentMethod.Card
        && (
            command.ProviderEventId is { } counted && draft.Cafe.ProviderEvents.Contains(counted)
            || draft.Cafe.Order(command.OrderId) is null
        );

    private static ProviderEvent Event(PaymentRecord command) =>
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

    private static Refusal? Forms(Draft draft, PaymentRecord command) =>
        Inputs.Refuse(
            command.Amount > Inputs.LargestAmount
                ? new Problem("amount", $"at most {Inputs.LargestAmount}")
                : null,
            command.Tip < Money.Zero || command.Tip > Inputs.LargestAmount
                ? new Problem("tip", $"from 0 to {Inputs.LargestAmount}")
                : null,
            Inputs.Payable("tip", command.Tip, draft.Cafe.Profile),
            command.Method == PaymentMethod.Cash && command.Result != PaymentResult.Success
                ? new Problem("result", "cash is there or it is not: success")
                : null,
            command.Method == PaymentMethod.Card
                ? Inputs.Needed("providerEventId", command.ProviderEventId, TextLimits.Provider)
                : null,
            Inputs.Text("transactionId", command.TransactionId, TextLimits.Provider),
            Inputs.Text("reason", command.Reason, TextLimits.Provider)
        );

    private static Refusal? Due(Order order, PaymentRecord command) =>
        command.Result == PaymentResult.Success && command.Amount != order.Total
            ? Refusal.Invalid("amount", $"{order.Total} is due")
            : null;

    private static Decision Cash(Draft draft, Order order, PaymentRecord command)
    {
        if (CardPaying.IsPaid(order) || !order.Total.IsPositive)
        {
            return Refusal.Conflict("Nothing is due: the order is paid", order);
        }

        if (order.Status == OrderStatus.Cancelled)
        {
            return Refusal.WrongStatus(order, "Nothing is due: the order is 'cancelled'");
        }

        draft.Tell(
            new PaymentProcessed(
                draft.Now,
                order.OrderId,
                $"txn_{draft.Ids.NewId()}",
                PaymentMethod.Cash,
                command.Amount,
                command.Tip ?? Money.Zero,
                null,
                draft.By
            )
        );
        CardPaying.Confirm(draft, order.OrderId);
        return draft.Accept();
    }
}
