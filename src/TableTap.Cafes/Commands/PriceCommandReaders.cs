using TableTap.Ordering.Commands;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Commands;

/// <summary>Commands on the prices of orders and bills, from the wire to the café (section 5).</summary>
internal static class PriceCommandReaders
{
    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<DiscountApply>("discount_apply", Read),
        CommandRow.Of<DiscountRemove>("discount_remove", Read),
        CommandRow.Of<ServiceChargeRemove>("service_charge_remove", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(DiscountApply data)
    {
        var discount = new NewDiscount(
            data.Discount.DiscountId,
            data.Discount.Percent,
            data.Discount.Amount,
            data.Reason
        );
        return Of(
            data.OrderId is { } orderId ? new ApplyDiscount(orderId, discount, data.LineId) : null,
            data.BillId is { } billId ? new ApplyBillDiscount(billId, discount, data.LineId) : null,
            data.ExpectedVersion,
            data.CafeId
        );
    }

    private static (CafeCommand, CommandTarget) Read(DiscountRemove data) =>
        Of(
            data.OrderId is { } orderId
                ? new RemoveDiscount(orderId, data.AppliedId, data.Reason)
                : null,
            data.BillId is { } billId
                ? new RemoveBillDiscount(billId, data.AppliedId, data.Reason)
                : null,
            data.ExpectedVersion,
            data.CafeId
        );

    private static (CafeCommand, CommandTarget) Read(ServiceChargeRemove data) =>
        Of(
            data.OrderId is { } orderId ? new RemoveServiceCharge(orderId, data.Reason) : null,
            data.BillId is { } billId ? new RemoveBillServiceCharge(billId, data.Reason) : null,
            data.ExpectedVersion,
            data.CafeId
        );

    /// <summary>The one of two commands that the payload has the id for: it has exactly one.</summary>
    private static (CafeCommand, CommandTarget) Of(
        OrderCommand? ofOrder,
        BillCommand? ofBill,
        long? expectedVersion,
        string? cafeId
    ) =>
        ofOrder is not null
            ? (ofOrder with { ExpectedVersion = expectedVersion }, new(OrderId: ofOrder.OrderId))
            : (
                ofBill! with
                {
                    ExpectedVersion = expectedVersion,
                },
                new(cafeId, BillId: ofBill!.BillId)
            );
}
