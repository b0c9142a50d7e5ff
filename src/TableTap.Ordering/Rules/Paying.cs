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
        if (
            isProvider
            && command.ProviderEventId is { } counted
            && draft.Cafe.ProviderEvents.TryGet(counted, out var orderId)
        )
        {
            return orderId == command.OrderId
                ? Decision.Nothing
                : Refusal.Conflict("This provider event belongs to another order");
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

        return Check(order, command) is { } wrong ? wrong
            : isProvider ? Provider(draft, order, command)
            : Cash(draft, order, command);
    }

    private static Refusal? Check(Order order, PaymentRecord command) =>
        Inputs.Refuse(
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
            Inputs.Text("reason", command.Reason, ProviderText),
            command.Result == PaymentResult.Success && command.Amount != order.Total
                ? new Problem("amount", $"{order.Total} is due")
                : null
        );

    private static Decision Cash(Draft draft, Order order, PaymentRecord command)
    {
        if (order.Payment.Captured.IsPositive || !order.Total.IsPositive)
        {
            return Refusal.Conflict("Nothing is due: the order is paid", order);
        }

        return order.Status == OrderStatus.Cancelled
            ? Refusal.WrongStatus(order, "Nothing is due: the order is 'cancelled'")
            : Captured(draft, order, command, $"txn_{draft.Ids.NewId()}");
    }

    private static Decision Provider(Draft draft, Order order, PaymentRecord command)
    {
        var settled =
            order.Payment.Captured.IsPositive
            || order.Status.IsFinal && order.Status != OrderStatus.Completed;
        return command.Result switch
        {
            PaymentResult.Success => Captured(
                draft,
                order,
                command,
                command.TransactionId ?? command.ProviderEventId!
            ),
            _ when settled => Noted(draft, order, command),
            PaymentResult.Processing => Started(draft, order, command),
            _ => Failed(draft, order, command),
        };
    }

    private static Decision Captured(
        Draft draft,
        Order order,
        PaymentRecord command,
        string transactionId
    )
    {
        var tip = command.Tip ?? Money.Zero;
        var twice = order.Payment.Captured.IsPositive;
        var surplus = twice || order.Status == OrderStatus.Cancelled;
        draft.Tell(
            new PaymentProcessed(
                draft.Now,
                order.OrderId,
                transactionId,
                command.Method,
                // All of a surplus goes back, the tip with it.
                surplus ? command.Amount + tip : command.Amount,
                surplus ? Money.Zero : tip,
                command.ProviderEventId,
                draft.By
            )
        );
        if (surplus)
        {
            var reason = twice ? "paid_twice" : "order_cancelled";
            Refunds.GiveBack(
                draft,
                order.OrderId,
                command.Amount + tip,
                reason,
                OrderMoved.System,
                order.Payment.Status
            );
        }
        else if (order.Status == OrderStatus.Pending)
        {
            Progress.Confirm(draft, order.OrderId, OrderMoved.System);
        }

        return draft.Accept();
    }

    private static Decision Started(Draft draft, Order order, PaymentRecord command)
    {
        draft.Tell(
            new PaymentStarted(draft.Now, order.OrderId, command.Method, command.ProviderEventId!)
        );
        return draft.Accept();
    }

    private static Decision Noted(Draft draft, Order order, PaymentRecord command)
    {
        draft.Tell(new PaymentEventNoted(draft.Now, order.OrderId, command.ProviderEventId!));
        return draft.Accept();
    }

    private static Decision Failed(Draft draft, Order order, PaymentRecord command)
    {
        var failures = order.Payment.Failures + 1;
        var isPending = order.Status == OrderStatus.Pending;
        var isLast = isPending && failures >= draft.Limits.PaymentFailures;
        draft.Tell(
            new PaymentAttemptFailed(
                draft.Now,
                order.OrderId,
                command.Method,
                Inputs.Trimmed(command.Reason) ?? "declined",
                failures,
                isPending && !isLast ? order.Payment.ExpiresAt : null,
                command.ProviderEventId!
            )
        );
        if (isLast)
        {
            PaymentGivenUp.GiveUp(
                draft,
                draft.Order(order.OrderId),
                $"The payment failed {failures} times"
            );
        }

        return draft.Accept();
    }
}
