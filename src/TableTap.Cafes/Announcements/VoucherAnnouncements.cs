using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>How a payment by voucher is, for who pays with it and for the staff (section 5, "Vouchers").</summary>
internal static class VoucherAnnouncements
{
    public static void Announce(MessageBatch pad, FactContext told, VoucherOfferedFact fact) =>
        Tell(pad, told, fact, fact.Voucher, VoucherStatus.Pending, null);

    public static void Announce(MessageBatch pad, FactContext told, VoucherMovedFact fact) =>
        Tell(
            pad,
            told,
            fact,
            told.After.Vouchers.Items[fact.VoucherId],
            fact.To == VoucherStage.Capturing ? VoucherStatus.Paid : VoucherStatus.Failed,
            fact.Reason
        );

    public static void Announce(MessageBatch pad, FactContext told, VoucherEndedFact fact)
    {
        // What it paid or did not pay was told already; how the issuer settles it is the café's affair.
        if (fact.End == VoucherEnd.Refused)
        {
            Tell(
                pad,
                told,
                fact,
                told.Before.Vouchers.Items[fact.VoucherId],
                VoucherStatus.Refused,
                fact.Reason
            );
        }
    }

    private static void Tell(
        MessageBatch pad,
        FactContext told,
        Fact fact,
        VoucherPayment voucher,
        VoucherStatus status,
        string? reason
    ) =>
        pad.Write(
            "voucher_changed",
            fact.At,
            new VoucherChanged(
                voucher.VoucherId,
                status,
                voucher.Amount,
                voucher.LastFour,
                voucher.OrderId,
                voucher.BillId,
                reason
            ),
            [
                told.Staff,
                .. Guests(told, voucher)
                    .Select(guest => ChannelName.Of(ChannelKinds.CustomerOrders, guest)),
            ]
        );

    private static IEnumerable<string> Guests(FactContext told, VoucherPayment voucher) =>
        voucher.OrderId is { } orderId
            ? told.After.Order(orderId)?.OwnerId is { } owner
                ? [owner]
                : []
            : told.After.Bills.TryGet(voucher.BillId, out var open)
                ? open.GuestIds.Items
                : told.After.ClosedBills.TryGet(voucher.BillId, out var closed)
                    ? closed.GuestIds.Items
                    : [];
}
