using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>Holds every fact that moves an order, a line, a bill or a payment by voucher to the table of such moves.</summary>
internal static class Moves
{
    /// <summary>A fact was told; one that is in no table fails the test.</summary>
    /// <param name="before">The café before it.</param>
    /// <param name="fact">The fact.</param>
    public static void Hold(Cafe before, Fact fact)
    {
        switch (fact)
        {
            case OrderMovedFact moved:
                Assert.Equal(before.Order(moved.OrderId)!.Status, moved.From);
                Assert.NotEmpty(OrderTransitions.Between(moved.From, moved.To));
                break;
            case LineMovedFact moved:
                Assert.Equal(before.Order(moved.OrderId)!.Line(moved.LineId)!.Status, moved.From);
                Assert.NotNull(LineTransitions.Between(moved.From, moved.To));
                break;
            case BillClosedFact closed:
                var bill = before.Bills.Items[closed.BillId];
                Assert.Contains(
                    BillTransitions.Table,
                    row =>
                        (row.From, row.To) == (bill.Status, closed.To)
                        && (row.By == TransitionParty.System)
                            == (closed.By == OrderMovedFact.System)
                        && Holds(row.Guard, before, bill, closed)
                );
                break;
            case VoucherOfferedFact offered:
                Assert.False(before.Vouchers.Contains(offered.Voucher.VoucherId));
                Assert.Equal(VoucherStage.Reserving, offered.Voucher.Stage);
                break;
            case VoucherMovedFact moved:
                Assert.Contains(
                    VoucherTransitions.Table,
                    row =>
                        row.From == before.Vouchers.Items[moved.VoucherId].Stage
                        && row.To == moved.To
                        && (row.By == VoucherCause.Held) == (moved.Reason is null)
                );
                break;
            case VoucherEndedFact ended:
                Assert.Contains(
                    VoucherTransitions.Table,
                    row =>
                        row.From == before.Vouchers.Items[ended.VoucherId].Stage
                        && row.End == ended.End
                );
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a bill that ended was one that might: its orders are counted here, not by the café's rules.</summary>
    private static bool Holds(BillGuard guard, Cafe before, Bill bill, BillClosedFact closed)
    {
        var orders = bill.OrderIds.Items.Select(before.Order).OfType<Order>().ToList();
        var isDue = orders.Exists(order => order.Due.IsPositive);
        var isSold = orders.Exists(order => order.Status != OrderStatus.Cancelled);
        return guard switch
        {
            BillGuard.NothingDue => !isDue,
            BillGuard.SoldAndPaid => !isDue && isSold,
            BillGuard.NothingSold => !isSold,
            BillGuard.WithReason => closed.Reason is not null,
            BillGuard.IntoAnother => closed.MergedInto != bill.BillId
                && before.Bills.Contains(closed.MergedInto),
            _ => false,
        };
    }
}
