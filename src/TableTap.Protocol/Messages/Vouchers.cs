using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>voucher_pay</c>: pays an order, or some of a bill, with a voucher or a gift card (section 5).</summary>
[ExactlyOne("orderId", "billId")]
public sealed record VoucherPay(
    [Text(TextLimits.VoucherCode, Min = TextLimits.ShortestVoucherCode)] string Code,
    [Bounds(0.001)] Money Amount,
    [Id] string? OrderId = null,
    [Id] string? BillId = null,
    [Id] string? CafeId = null
);

/// <summary><c>voucher_changed</c>: how a payment by voucher is (section 5).</summary>
public sealed record VoucherChanged(
    [Id] string VoucherId,
    VoucherStatus Status,
    [Bounds(0)] Money Amount,
    string LastFour,
    [Id] string? OrderId = null,
    [Id] string? BillId = null,
    string? Reason = null
);
