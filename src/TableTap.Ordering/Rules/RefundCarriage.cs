using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// How refunds get to their provider, and what people record of them (docs/protocol.md §5, "Carrying refunds out"). What is to be done is
/// what is pending and was not taken yet: it is in the café's state, so that nothing is lost with the process.
/// </summary>
internal static class RefundCarriage
{
    /// <summary>Decides <see cref="ReportRefundAttempt"/>: the next try comes later each time, and after the last a person has to look.</summary>
    public static Decision Decide(DecisionDraft draft, ReportRefundAttempt command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself hands refunds over");
        }

        if (
            draft.Cafe.PendingRefunds.TryGet(command.RefundId, out var refund)
            && refund.Delivery.NextAttemptAt is not null
        )
        {
            var attempts = refund.Delivery.Attempts + 1;
            draft.Emit(
                new RefundAttemptFailedFact(
                    draft.Now,
                    command.RefundId,
                    attempts,
                    command.Error,
                    RetryPauses.Next(draft, attempts)
                )
            );
        }

        return draft.Accept();
    }

    /// <summary>Decides <see cref="ReportRefundHandedOver"/>: the provider took it.</summary>
    public static Decision Decide(DecisionDraft draft, ReportRefundHandedOver command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself hands refunds over");
        }

        if (
            draft.Cafe.PendingRefunds.TryGet(command.RefundId, out var refund)
            && refund.Delivery.DoneAt is null
        )
        {
            draft.Emit(new RefundHandedOverFact(draft.Now, command.RefundId));
        }

        return draft.Accept();
    }

    /// <summary>Decides <see cref="ExpireRefund"/>: gives up what was pending as long as orders are kept.</summary>
    public static Decision Decide(DecisionDraft draft, ExpireRefund command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer gives refunds up");
        }

        if (
            draft.Cafe.PendingRefunds.TryGet(command.RefundId, out var refund)
            && refund.Refund.RequestedAt + PendingRefund.KeptFor <= draft.Now
        )
        {
            draft.Emit(new RefundGivenUpFact(draft.Now, command.RefundId, refund.Refund.Amount));
        }

        return draft.Accept();
    }

    /// <summary>
    /// Decides <see cref="UpdateRefund"/>: somebody says that the money arrived or will not, or wants it tried again. The same status
    /// again is acknowledged; what has ended does not change.
    /// </summary>
    public static Decision Decide(DecisionDraft draft, UpdateRefund command)
    {
        if (OrderAccess.Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        if (!draft.Actor.IsManager && draft.Actor.Role != Role.Service)
        {
            return Refusal.NotAllowed("Only a manager or the café's service says how a refund is");
        }

        if (!order.Payment.RefundsById.TryGet(command.RefundId, out var refund))
        {
            return Refusal.NotFound("refund", command.RefundId);
        }

        if (
            InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength)
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        if (refund.Status != RefundStatus.Pending)
        {
            return refund.Status == command.Status
                ? Decision.Nothing
                : Refusal.Conflict($"The refund has ended: it is '{refund.Status.Word}'", order);
        }

        if (command.Status != RefundStatus.Pending)
        {
            ReportedRefunds.Settle(
                draft,
                order.OrderId,
                refund,
                command.Status,
                InputChecks.Trimmed(command.Reason)
            );
            return draft.Accept();
        }

        if (
            refund.ProviderRefundId is not null
            || !draft.Cafe.PendingRefunds.Contains(refund.RefundId)
        )
        {
            return Refusal.Conflict("The provider has this refund already", order);
        }

        draft.Emit(new RefundRetriedFact(draft.Now, refund.RefundId, draft.By));
        return draft.Accept();
    }
}
