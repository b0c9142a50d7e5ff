using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact makes of the bills of a café.</summary>
internal static class BillApply
{
    /// <summary>How many bills that ended are kept, the latest.</summary>
    internal const int ClosedKept = 100;

    /// <summary>The café after one more fact of a bill.</summary>
    public static Cafe Apply(Cafe cafe, BillFact fact)
    {
        if (fact is BillOpenedFact opened)
        {
            return cafe with
            {
                LastBillNumber = opened.Number,
                Bills = cafe.Bills.Set(opened.BillId, Opened(opened)),
            };
        }

        var before = cafe.Bills.Items[fact.BillId];
        var bill = Changed(before, fact) with { Version = before.Version + 1 };
        return bill.Status == BillStatus.Open
            ? cafe with
            {
                Bills = cafe.Bills.Set(bill.BillId, bill),
            }
            : cafe with
            {
                Bills = WithPaymentsOf(cafe.Bills.Remove(bill.BillId), bill),
                ClosedBills = Latest(
                    cafe.ClosedBills,
                    bill with
                    {
                        Sums = BillSums.Of(cafe, before),
                    }
                ),
            };
    }

    /// <summary>The café with what a bill that ended comes to, now that something happened to one of its orders.</summary>
    /// <param name="cafe">The café with the order.</param>
    /// <param name="before">The order as it was.</param>
    /// <param name="after">The order, as it is after the fact.</param>
    public static Cafe WithEnded(Cafe cafe, Order before, Order after) =>
        cafe.ClosedBills.TryGet(after.BillId, out var bill)
        && bill.Sums is { } sums
        && BillSums.Of(after) - BillSums.Of(before) is var change
        && change != default
            ? cafe with
            {
                ClosedBills = cafe.ClosedBills.Set(bill.BillId, bill with { Sums = sums + change }),
            }
            : cafe;

    /// <summary>The café with a cancelled order taken off its bill, because it is kept no more.</summary>
    public static Cafe WithoutOrder(Cafe cafe, Order order) =>
        cafe.Bills.TryGet(order.BillId, out var bill)
            ? cafe with
            {
                Bills = cafe.Bills.Set(
                    bill.BillId,
                    bill with
                    {
                        OrderIds = bill.OrderIds.Items.Remove(order.OrderId),
                    }
                ),
            }
            : cafe;

    /// <summary>
    /// The café with a bill that is not divided any more, because something was taken off one of its orders: what each part was to pay is
    /// not what its guests owe.
    /// </summary>
    /// <param name="cafe">The café with the order.</param>
    /// <param name="order">The order, as it is after the fact.</param>
    public static Cafe Undivided(Cafe cafe, Order order) =>
        cafe.Bills.TryGet(order.BillId, out var bill) && bill.Parts.Count > 0
            ? cafe with
            {
                Bills = cafe.Bills.Set(
                    bill.BillId,
                    bill with
                    {
                        Parts = [],
                        Version = bill.Version + 1,
                    }
                ),
            }
            : cafe;

    /// <summary>The café with an order on its bill, and with its guest among those of the bill.</summary>
    /// <param name="cafe">The café with the order.</param>
    /// <param name="order">The order, as it is after the fact.</param>
    /// <param name="was">The bill that it was on; null for none.</param>
    public static Cafe WithOrder(Cafe cafe, Order order, string? was)
    {
        if (was == order.BillId)
        {
            return cafe;
        }

        var bills = cafe.Bills;
        if (bills.TryGet(was, out var left))
        {
            bills = bills.Set(
                left.BillId,
                left with
                {
                    OrderIds = left.OrderIds.Items.Remove(order.OrderId),
                    Parts = [],
                    Version = left.Version + 1,
                }
            );
        }

        var bill = bills.Items[order.BillId!];
        return cafe with
        {
            Bills = bills.Set(
                bill.BillId,
                bill with
                {
                    OrderIds = bill.OrderIds.Add(order.OrderId),
                    GuestIds = WithGuest(bill.GuestIds, order.OwnerId),
                    Version = bill.Version + 1,
                }
            ),
        };
    }

    private static Bill Opened(BillOpenedFact fact) =>
        new(fact.BillId, fact.BillNumber, fact.At, fact.By)
        {
            Version = 1,
            TableNumber = fact.TableNumber,
            Name = fact.Name,
            EmployeeId = fact.EmployeeId,
        };

    private static Bill Changed(Bill bill, BillFact fact) =>
        fact switch
        {
            BillJoinedFact f => bill with { GuestIds = WithGuest(bill.GuestIds, f.GuestId) },
            BillMovedFact f => bill with { TableNumber = f.TableNumber },
            BillGivenFact f => bill with { EmployeeId = f.EmployeeId },
            BillSplitFact f => bill with { Parts = f.Parts },
            BillPaidFact f => bill with
            {
                Payments = bill.Payments.Add(f.Payment),
                Parts = bill
                    .Parts.Items.Select(part =>
                        part.PartId == f.Payment.PartId ? part with { IsPaid = true } : part
                    )
                    .ToEquatableList(),
            },
            BillClosedFact f => bill with
            {
                Status = f.To,
                ClosedAt = f.At,
                MergedInto = f.MergedInto,
                Reason = f.Reason,
            },
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact of a bill that nothing applies."
            ),
        };

    /// <summary>The open bills when one ended: the one that it was merged into has its payments.</summary>
    private static EquatableMap<Bill> WithPaymentsOf(EquatableMap<Bill> open, Bill ended) =>
        open.TryGet(ended.MergedInto, out var into)
            ? open.Set(
                into.BillId,
                into with
                {
                    MergedPayments =
                    [
                        .. into.MergedPayments.Items,
                        .. ended.MergedPayments.Items,
                        .. ended.Payments.Items,
                    ],
                }
            )
            : open;

    private static EquatableList<string> WithGuest(EquatableList<string> guests, string? guestId) =>
        guestId is null || guests.Count >= Bill.MostGuests || guests.Contains(guestId)
            ? guests
            : guests.Add(guestId);

    /// <summary>Those that ended first leave first; never the one that ends now, whenever it was opened.</summary>
    private static EquatableMap<Bill> Latest(EquatableMap<Bill> closed, Bill bill) =>
        (
            closed.Count < ClosedKept
                ? closed
                : closed.Remove(closed.Values.MinBy(one => one.ClosedAt)!.BillId)
        ).Set(bill.BillId, bill);
}
