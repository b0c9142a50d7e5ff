using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Refunds of what a voucher paid, while its issuer has not given the money yet: they wait until it has (docs/protocol.md §5, "Vouchers").
/// </summary>
internal static class VoucherRefunds
{
    private const string NeverCame = "voucher_not_captured";

    /// <summary>The money came: its refunds are handed over from now on, however long they waited.</summary>
    public static void MayGo(DecisionDraft draft, string voucherId)
    {
        foreach (var pending in Of(draft, voucherId))
        {
            if (pending.Delivery.NextAttemptAt is not null)
            {
                draft.Emit(new RefundRetriedFact(draft.Now, pending.Refund.RefundId, draft.By));
            }
        }
    }

    /// <summary>The money will never come: nothing of it can go back.</summary>
    public static void Fail(DecisionDraft draft, string voucherId)
    {
        foreach (var pending in Of(draft, voucherId))
        {
            var refund = pending.Refund;
            if (
                draft.Cafe.Order(pending.OrderId) is null
                && !EndedOrders.Return(draft, pending.OrderId)
            )
            {
                draft.Emit(new RefundGivenUpFact(draft.Now, refund.RefundId, refund.Amount));
                continue;
            }

            ReportedRefunds.Settle(draft, pending.OrderId, refund, RefundStatus.Failed, NeverCame);
        }
    }

    private static List<PendingRefund> Of(DecisionDraft draft, string voucherId) =>
        [
            .. draft.Cafe.PendingRefunds.Values.Where(pending =>
                pending.Refund.TransactionId == voucherId
            ),
        ];
}
