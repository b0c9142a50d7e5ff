using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>voucher_pay</c>: somebody pays an order or a bill with a voucher. The code itself never gets here.</summary>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="OrderId">The order; null for a bill.</param>
/// <param name="BillId">The bill; null for an order.</param>
/// <param name="Amount">How much.</param>
/// <param name="LastFour">The end of the code.</param>
public sealed record PayByVoucher(
    string VoucherId,
    string? OrderId,
    string? BillId,
    Money Amount,
    string LastFour
) : CafeCommand;

/// <summary>The issuer of a voucher holds an amount.</summary>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="Amount">How much of what was asked for.</param>
public sealed record ReportVoucherHeld(string VoucherId, Money Amount) : CafeCommand;

/// <summary>The issuer of a voucher did what it was asked last.</summary>
/// <param name="VoucherId">The id of the payment.</param>
public sealed record ReportVoucherSettled(string VoucherId) : CafeCommand;

/// <summary>The issuer of a voucher will never do what it was asked last.</summary>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="Reason">Its word for it.</param>
public sealed record ReportVoucherRefused(string VoucherId, string Reason) : CafeCommand;

/// <summary>A try to ask the issuer of a voucher failed: nobody knows what it did.</summary>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="Error">Why, in words.</param>
public sealed record ReportVoucherAttempt(string VoucherId, string Error) : CafeCommand;
