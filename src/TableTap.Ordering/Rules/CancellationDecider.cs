using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="CancelOrder"/>, and cancels by rule (docs/protocol.md §5).</summary>
internal static class CancellationDecider
{
    /// <summary>Ends an order unmade; money goes back as the table says. Once more is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, CancelOrder command)
    {
        var refusal =
            OrderAccess.Find(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Text("message", command.Message, draft.Limits.TextLength),
                command.RefundAmount < Money.Zero
                    ? new FieldProblem("refundAmount", "not negative")
                    : null,
                InputChecks.Payable("refundAmount", command.RefundAmount, draft.Cafe.Profile)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        if (command.RefundAmount is not null && !draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager may choose what goes back");
        }

        var again = order.Status == OrderStatus.Cancelled && command.RefundAmount is null;
        if (again && (draft.Actor.IsEmployee || draft.Actor.Owns(order)))
        {
            return Decision.Nothing;
        }

        var move = new OrderMove(
            OrderStatus.Cancelled,
            draft.Actor,
            draft.Now,
            CancelReason: command.Reason
        );
        var no = OrderGuards.Check(order, move) ?? CheckRefund(order, command);
        if (no is not null)
        {
            return no;
        }

        Cancel(
            draft,
            order,
            draft.By,
            command.Reason,
            InputChecks.Trimmed(command.Message),
            Refund(order, command)
        );
        return draft.Accept();
    }

    /// <summary>Cancels an order that the table lets go, and gives an amount back.</summary>
    public static void Cancel(
        DecisionDraft draft,
        Order order,
        string by,
        CancelReason reason,
        string? message,
        Money refund
    )
    {
        draft.Emit(
            new OrderCancelledFact(
                draft.Now,
                order.OrderId,
                order.Status,
                by,
                reason,
                InputChecks.Trimmed(message) ?? reason.GuestText,
                refund.IsPositive,
                refund
            )
        );
        Refunds.GiveBack(draft, order.OrderId, refund, reason.Word, by);
        Courses.Advance(draft, order.OrderId);
    }

    /// <summary>
    /// What goes back: everything before anything is made and whenever the café is at fault; what the manager says later on, by default
    /// everything while it is being made and nothing once it stood ready.
    /// </summary>
    private static Money Refund(Order order, CancelOrder command) =>
        GoesBackInFull(order, command)
            ? order.Payment.Refundable
            : command.RefundAmount
                ?? (order.Status == OrderStatus.Ready ? Money.Zero : order.Payment.Refundable);

    private static Refusal? CheckRefund(Order order, CancelOrder command) =>
        command.RefundAmount is not { } chosen ? null
        : Refunds.Exceeds(order, chosen) is { } exceeds ? exceeds
        : GoesBackInFull(order, command) && chosen != order.Payment.Refundable
            ? Refusal.Invalid("refundAmount", $"here all of {order.Payment.Refundable} goes back")
        : null;

    private static bool GoesBackInFull(Order order, CancelOrder command) =>
        order.Status is OrderStatus.Scheduled or OrderStatus.Confirmed
        || command.Reason == CancelReason.ItemUnavailable;
}
