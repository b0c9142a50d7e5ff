using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What the staff and the guests of a bill are told of it: the whole bill, whenever it is another one (section 3).</summary>
public static class BillAnnouncements
{
    /// <summary>Tells of something that happened to a bill.</summary>
    public static void Announce(MessageBatch pad, FactContext told, BillFact fact) =>
        Tell(pad, told, fact.At, BillOf(told.After, fact.BillId)!);

    /// <summary>Tells of a bill that comes to something else because of one of its orders.</summary>
    /// <param name="pad">Where the messages go.</param>
    /// <param name="told">A fact of the order between its two cafés.</param>
    /// <param name="orderId">The id of the order.</param>
    public static void Follow(MessageBatch pad, FactContext told, string orderId)
    {
        if (
            told.After.Order(orderId) is not { BillId: { } billId } after
            || BillOf(told.After, billId) is not { } bill
        )
        {
            return;
        }

        var before = told.Before.Order(orderId);
        if (
            before?.BillId != billId
            || BillSums.Of(before) != BillSums.Of(after)
            || before.Adjustments?.Discounts != after.Adjustments?.Discounts
        )
        {
            Tell(pad, told, told.Fact.At, bill);
        }
    }

    /// <summary>A bill as the wire shows it.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="forStaff">Whether the staff reads it; guests read neither who looks after it nor who paid how.</param>
    public static BillChanged Wire(Cafe cafe, Bill bill, bool forStaff)
    {
        var sums = BillSums.Of(cafe, bill);
        var known = bill.OrderIds.Items.Select(cafe.Order).OfType<Order>().ToList();
        var orders = known.Select(order => new BilledOrder(
            order.OrderId,
            order.OrderNumber,
            order.Status,
            BillSums.TotalOf(order),
            BillSums.DueOf(order)
        ));
        return new(
            bill.BillId,
            bill.BillNumber,
            bill.Status,
            [.. orders],
            sums.Total,
            sums.Paid,
            sums.Due,
            bill.OpenedAt,
            bill.Version,
            bill.TableNumber,
            bill.Name,
            forStaff ? bill.EmployeeId : null,
            bill.Parts.Count == 0 ? null : [.. bill.Parts.Items.Select(Part)],
            bill.Payments.Count == 0 || !forStaff
                ? null
                :
                [
                    .. bill.Payments.Items.Select(one => new PaidOfBill(
                        one.PaymentId,
                        one.At,
                        WireMethod.Of(one.Method),
                        one.Amount,
                        one.Tip,
                        one.PartId,
                        one.ReceiptNumber,
                        one.Tender == Tender.Voucher ? null : one.Reference,
                        one.By,
                        one.Rounding,
                        one.Tender == Tender.Voucher ? one.Reference : null
                    )),
                ],
            bill.ClosedAt,
            bill.MergedInto,
            forStaff ? bill.Reason : null,
            PriceDetails.Some(sums.Discount),
            PriceDetails.Some(sums.Comp),
            PriceDetails.Some(sums.ServiceCharge),
            PriceDetails.Some(sums.Rounding),
            PriceDetails.CashDue(cafe.Profile, sums.Due),
            PriceDetails.Of(known, forStaff)
        );
    }

    /// <summary>A bill as one of its guests reads it: with the page where they pay what they ordered themselves.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="guestId">The id of the guest.</param>
    /// <param name="links">Where guests are sent.</param>
    public static BillChanged ForGuest(Cafe cafe, Bill bill, string guestId, CafeLinks links) =>
        WithPages(Wire(cafe, bill, forStaff: false), cafe, guestId, links);

    /// <summary>A part of a bill as the wire shows it.</summary>
    /// <param name="part">The part.</param>
    public static PartOfBill Part(BillPart part) =>
        new(
            part.PartId,
            part.Amount,
            part.IsPaid,
            part.LineIds.Count == 0 ? null : part.LineIds.Items,
            part.Name
        );

    private static BillChanged WithPages(
        BillChanged shared,
        Cafe cafe,
        string guestId,
        CafeLinks links
    ) =>
        shared with
        {
            Orders =
            [
                .. shared.Orders.Select(one =>
                    cafe.Order(one.OrderId) is { IsPayableByCard: true } order
                    && order.OwnerId == guestId
                        ? one with
                        {
                            PaymentUrl = links.PaymentOf(one.OrderId),
                        }
                        : one
                ),
            ],
        };

    /// <summary>The guests who have a page to pay on: something is due of what they ordered.</summary>
    private static List<string> Payers(Cafe cafe, Bill bill)
    {
        var owners = bill
            .OrderIds.Items.Select(cafe.Order)
            .OfType<Order>()
            .Where(order => order.IsPayableByCard)
            .Select(order => order.OwnerId)
            .ToHashSet(StringComparer.Ordinal);
        return [.. bill.GuestIds.Items.Where(owners.Contains)];
    }

    private static Bill? BillOf(Cafe cafe, string billId) =>
        cafe.Bills.TryGet(billId, out var open) ? open
        : cafe.ClosedBills.TryGet(billId, out var closed) ? closed
        : null;

    private static void Tell(MessageBatch pad, FactContext told, DateTimeOffset at, Bill bill)
    {
        pad.Write("bill_changed", at, Wire(told.After, bill, forStaff: true), told.Staff);
        // Where somebody pays is their own affair, so whoever can has a message of their own; the others share one.
        var shared = Wire(told.After, bill, forStaff: false);
        List<string> payers = told.Links.Payment is null ? [] : Payers(told.After, bill);
        foreach (var guest in payers)
        {
            pad.Write(
                "bill_changed",
                at,
                WithPages(shared, told.After, guest, told.Links),
                Channel(guest)
            );
        }

        pad.Write(
            "bill_changed",
            at,
            shared,
            [.. bill.GuestIds.Items.Except(payers).Select(Channel)]
        );
    }

    private static ChannelName Channel(string guest) =>
        ChannelName.Of(ChannelKinds.CustomerOrders, guest);
}
