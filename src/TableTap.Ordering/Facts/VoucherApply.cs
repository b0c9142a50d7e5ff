using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>What facts make of the payments by voucher that are not settled.</summary>
internal static class VoucherApply
{
    /// <summary>The café after one more of them; null for every other fact.</summary>
    public static Cafe? Apply(Cafe cafe, Fact fact) =>
        fact switch
        {
            VoucherOfferedFact f => With(cafe, f.Voucher),
            VoucherMovedFact f => With(
                cafe,
                cafe.Vouchers.Items[f.VoucherId] with
                {
                    Stage = f.To,
                    Amount = f.Amount,
                    Attempts = 0,
                    NextAttemptAt = f.At,
                }
            ),
            VoucherAttemptFailedFact f => With(
                cafe,
                cafe.Vouchers.Items[f.VoucherId] with
                {
                    Attempts = f.Attempts,
                    NextAttemptAt = f.NextAttemptAt,
                }
            ),
            VoucherEndedFact f => cafe with { Vouchers = cafe.Vouchers.Remove(f.VoucherId) },
            _ => null,
        };

    private static Cafe With(Cafe cafe, VoucherPayment voucher) =>
        cafe with
        {
            Vouchers = cafe.Vouchers.Set(voucher.VoucherId, voucher),
        };
}
