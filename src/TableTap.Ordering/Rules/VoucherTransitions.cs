using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>The table of payments by voucher (docs/protocol.md §5, "Vouchers"): what follows on what the issuer says.</summary>
internal static class VoucherTransitions
{
    /// <summary>How a payment ends when the issuer did what it was asked; null where it goes on.</summary>
    public static VoucherEnd? WhenDone(VoucherStage stage) =>
        stage switch
        {
            VoucherStage.Capturing => VoucherEnd.Captured,
            VoucherStage.Releasing => VoucherEnd.Released,
            _ => null,
        };

    /// <summary>How a payment ends when the issuer will never do it.</summary>
    public static VoucherEnd WhenRefused(VoucherStage stage) =>
        stage switch
        {
            VoucherStage.Reserving => VoucherEnd.Refused,
            VoucherStage.Capturing => VoucherEnd.Lost,
            _ => VoucherEnd.Released,
        };
}
