namespace TableTap.Ordering;

/// <summary>
/// Decides <see cref="PaymentRecord"/> (docs/protocol.md §5). A provider's events repeat and come in any order: each counts once, a
/// success that nothing is due for any more goes back at once, a failure that comes too late changes nothing.
/// </summary>
internal static class Paying
{
    /// <summary>The longest provider event or transaction id, and failure word.</summary>
    private const int ProviderText = 128;

    /// <summary>Records what happened to a payment.</summary>
    public static Decision Decide(Draft draft, PaymentRecord command)
    {
        var isProvider = draft.Actor.Role == Role.Service;
        if (isProvider && IsRepeatOrEarly(draft, command))
        {
            return Forms(command) is { } bad
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

        return (Forms(command) ?? Due(order, command)) is { } wrong ? wrong
            : isProvider ? ProviderReporting.Receive(draft, Event(command))
            : Cash(draft, order, command);
    }

    /// <summary>Takes a provider's word that it works on a payment.</summary>
    public static void Started(Draft draft, Order order, ProviderEvent reported)
    {
        if (IsOver(order))
        {
            Noted(draft, order, reported);
            return;
        }

        draft.Tell(
            new PaymentStarted(draft.Now, order.OrderId, PaymentMethod.Card, reported.EventId)
        );
    }

    /// <summary>
    /// Takes a provider's word that money came in. What is not due goes back by itself: all of it where the order is paid or
    /// cancelled or too little came, the surplus where too much did. Money in another currency is not counted.
    /// </summary>
    public static void Succeeded(Draft draft, Order order, ProviderEvent reported)
    {
        var everything = reported.Amount + reported.Tip;
        if (
            !everything.IsPositive
            || reported.TransactionId is { } transaction
                && order.Payment.Transactions.Contains(transaction)
        )
        {
            Noted(draft, order, reported);
        }
        else if (reported.Currency is { } currency && currency != draft.Cafe.Profile.Currency)
        {
            Noted(draft, order, reported);
            Concerns.Raise(draft, MoneyConcernKind.WrongCurrency, order.OrderId, everything);
        }
        else if (order.Status == OrderStatus.Cancelled)
        {
            Return(draft, order, reported, MoneyConcernKind.PaidAfterCancel, "order_cancelled");
        }
        else if (IsPaid(order))
        {
            Return(draft, order, reported, MoneyConcernKind.PaidTwice, "paid_twice");
        }
        else if (reported.Amount < order.Total)
        {
            Return(draft, order, reported, MoneyConcernKind.WrongAmount, "underpaid");
        }
        else
        {
            Capture(draft, order, reported, reported.Amount, reported.Tip);
            GiveSurplusBack(draft, order, reported.Amount - order.Total);
            Confirm(draft, order.OrderId);
        }

        Parking.Resume(draft, order.OrderId);
    }

    /// <summary>Takes a provider's word that a try to pay failed.</summary>
    public static void Failed(Draft draft, Order order, ProviderEvent reported)
    {
        if (IsOver(order))
        {
            Noted(draft, order, reported);
            return;
        }

        var failures = order.Payment.Failures + 1;
        var isPending = order.Status == OrderStatus.Pending;
        var isLast = isPending && failures >= draft.Limits.PaymentFailures;
        draft.Tell(
            new PaymentAttemptFailed(
                draft.Now,
                order.OrderId,
                PaymentMethod.Card,
                Inputs.Trimmed(reported.Reason) ?? "declined",
                failures,
                isPending && !isLast ? order.Payment.ExpiresAt : null,
                reported.EventId
            )
        );
        if (isLast)
        {
            PaymentGivenUp.GiveUp(
                draft,
                draft.Order(order.OrderId),
                $"The payment failed {Counted.Of(failures, "time", "times")}"
            );
        }
    }

    /// <summary>A pending order can have had money that went back at once because it was too little; any other that had some is paid.</summary>
    private static bool IsPaid(Order order) =>
        order.Status != OrderStatus.Pending && order.Payment.Captured.IsPositive;

    private static bool IsOver(Order order) =>
        IsPaid(order) || order.Status == OrderStatus.Cancelled;

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
            command.Result switch
            {
                PaymentResult.Success => ProviderEventKind.PaymentSucceeded,
                PaymentResult.Failed => ProviderEventKind.PaymentFailed,
                _ => ProviderEventKind.PaymentProcessing,
            },
            command.Amount,
            command.Tip ?? Money.Zero,
            TransactionId: command.TransactionId,
            Reason: command.Reason
        );

    private static Refusal? Forms(PaymentRecord command) =>
        Inputs.Refuse(
            command.Amount > Inputs.LargestAmount
                ? new Problem("amount", $"at most {Inputs.LargestAmount}")
                : null,
            command.Tip < Money.Zero || command.Tip > Inputs.LargestAmount
                ? new Problem("tip", $"from 0 to {Inputs.LargestAmount}")
                : null,
            command.Method == PaymentMethod.Cash && command.Result != PaymentResult.Success
                ? new Problem("result", "cash is there or it is not: success")
                : null,
            command.Method == PaymentMethod.Card
                ? Inputs.Needed("providerEventId", command.ProviderEventId, ProviderText)
                : null,
            Inputs.Text("transactionId", command.TransactionId, ProviderText),
            Inputs.Text("reason", command.Reason, ProviderText)
        );

    private static Refusal? Due(Order order, PaymentRecord command) =>
        command.Result == PaymentResult.Success && command.Amount != order.Total
            ? Refusal.Invalid("amount", $"{order.Total} is due")
            : null;

    private static Decision Cash(Draft draft, Order order, PaymentRecord command)
    {
        if (IsPaid(order) || !order.Total.IsPositive)
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
        Confirm(draft, order.OrderId);
        return draft.Accept();
    }

    private static void Confirm(Draft draft, string orderId)
    {
        if (draft.Order(orderId).Status == OrderStatus.Pending)
        {
            Progress.Confirm(draft, orderId, OrderMoved.System);
        }
    }

    private static void Capture(
        Draft draft,
        Order order,
        ProviderEvent reported,
        Money amount,
        Money tip
    ) =>
        draft.Tell(
            new PaymentProcessed(
                draft.Now,
                order.OrderId,
                reported.TransactionId ?? reported.EventId,
                PaymentMethod.Card,
                amount,
                tip,
                reported.EventId,
                draft.By,
                reported.Provider
            )
        );

    /// <summary>Takes money in and gives all of it back, the tip with it.</summary>
    private static void Return(
        Draft draft,
        Order order,
        ProviderEvent reported,
        MoneyConcernKind why,
        string reason
    )
    {
        var everything = reported.Amount + reported.Tip;
        Capture(draft, order, reported, everything, Money.Zero);
        var refundId = Refunds.GiveBack(
            draft,
            order.OrderId,
            everything,
            reason,
            OrderMoved.System,
            order.Payment.Status
        );
        Concerns.Raise(draft, why, order.OrderId, everything, refundId);
    }

    private static void GiveSurplusBack(Draft draft, Order order, Money surplus)
    {
        if (!surplus.IsPositive)
        {
            return;
        }

        var refundId = Refunds.GiveBack(
            draft,
            order.OrderId,
            surplus,
            "overpaid",
            OrderMoved.System,
            PaymentStatus.Paid
        );
        Concerns.Raise(draft, MoneyConcernKind.WrongAmount, order.OrderId, surplus, refundId);
    }

    private static void Noted(Draft draft, Order order, ProviderEvent reported) =>
        draft.Tell(new PaymentEventNoted(draft.Now, order.OrderId, reported.EventId));
}
