using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Tests.Life;

/// <summary>People with vouchers, whose issuer does what it is asked, refuses, or is away for a while.</summary>
/// <param name="life">The café.</param>
/// <param name="random">The random numbers of who has them.</param>
internal sealed class VoucherLife(CafeLife life, Random random)
{
    /// <summary>Somebody of the staff offers a voucher to its issuer.</summary>
    public void Offer(IReadOnlyList<Actor> staff, Func<string, PayByVoucher> offer)
    {
        var voucherId = $"voucher-{random.Next()}";
        if (life.Try(staff[random.Next(staff.Count)], offer(voucherId)).IsAccepted)
        {
            Later(() => Ask(voucherId));
        }
    }

    private void Ask(string voucherId)
    {
        if (!life.Cafe.Vouchers.TryGet(voucherId, out var voucher))
        {
            return;
        }

        var answer = random.Next(10);
        CafeCommand said =
            answer < 2 ? new ReportVoucherAttempt(voucherId, "it is away")
            : answer < 4 ? new ReportVoucherRefused(voucherId, "expired")
            : voucher.Stage != VoucherStage.Reserving ? new ReportVoucherSettled(voucherId)
            : new ReportVoucherHeld(voucherId, voucher.Amount);
        life.Do(Actor.System, said);
        if (
            voucher.Stage == VoucherStage.Reserving
            && life.Cafe.Vouchers.TryGet(voucherId, out var now)
            && now.Stage == VoucherStage.Capturing
        )
        {
            life.Ledger.Till += now.Amount;
        }

        Later(() => Ask(voucherId));
    }

    private void Later(Action happens) =>
        life.In(TimeSpan.FromSeconds(random.Next(0, 60)), happens);
}
