using TableTap.Cafes.Hosting;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Vouchers;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Cafes.Payments;

/// <summary>A payment by voucher of which its issuer is to be asked something.</summary>
/// <param name="CafeId">The café that is paid.</param>
/// <param name="Currency">The café's currency, by ISO 4217.</param>
/// <param name="Voucher">The payment, and what its issuer is asked next.</param>
/// <param name="Code">The code of the voucher; null where it is not known here any more.</param>
public sealed record VoucherTask(
    string CafeId,
    string Currency,
    VoucherPayment Voucher,
    string? Code
);

/// <summary>
/// What the issuers of vouchers are to be asked, of all cafés. It keeps nothing itself but the codes: the cafés' facts say what is not
/// settled, so that a kill loses nothing (section 5, "Vouchers"). Thread-safe.
/// </summary>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="time">The clock.</param>
public sealed class VoucherWorkList(CafeHost cafes, TimeProvider time)
{
    /// <summary>Another server that shares the journal may have the code: after so long nobody has it.</summary>
    private static readonly TimeSpan CodeIsElsewhere = TimeSpan.FromSeconds(60);

    /// <summary>The codes, and who is told when one comes.</summary>
    public VoucherCodes Codes => cafes.Commands.VoucherCodes;

    /// <summary>What is due now: what somebody waits for first, and the oldest of that. Whose code is not here waits until nobody can have it.</summary>
    public IReadOnlyList<VoucherTask> Due()
    {
        var now = time.GetUtcNow();
        var due = cafes
            .Registry.All.Select(loop => loop.Cafe)
            .SelectMany(cafe =>
                cafe.Vouchers.Values.Select(voucher => new VoucherTask(
                    cafe.CafeId,
                    cafe.Profile.Currency,
                    voucher,
                    Codes.Find(voucher.VoucherId)
                ))
            )
            .ToList();
        return
        [
            .. due.Where(task =>
                    task.Voucher.NextAttemptAt <= now
                    && (
                        task.Code is not null
                        || task.Voucher.Stage != VoucherStage.Reserving
                        || task.Voucher.At + CodeIsElsewhere <= now
                    )
                )
                .OrderBy(task => task.Voucher.Stage != VoucherStage.Reserving)
                .ThenBy(task => task.Voucher.At),
        ];
    }

    /// <summary>Notes that an amount is held.</summary>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> HeldAsync(VoucherTask task, Money amount) =>
        NoteAsync(task, new ReportVoucherHeld(task.Voucher.VoucherId, amount));

    /// <summary>Notes that the issuer did what it was asked.</summary>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> SettledAsync(VoucherTask task) =>
        NoteAsync(task, new ReportVoucherSettled(task.Voucher.VoucherId));

    /// <summary>Notes that the issuer will never do it.</summary>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> RefusedAsync(VoucherTask task, string reason) =>
        NoteAsync(task, new ReportVoucherRefused(task.Voucher.VoucherId, reason));

    /// <summary>Notes that a try failed.</summary>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> FailedAsync(VoucherTask task, string error) =>
        NoteAsync(task, new ReportVoucherAttempt(task.Voucher.VoucherId, error));

    private async Task<bool> NoteAsync(VoucherTask task, CafeCommand command)
    {
        var note = new CommandTask(command);
        var stored =
            cafes.Registry.Find(task.CafeId) is { } loop
            && loop.TryPost(note)
            && (await note.Done).Refusal is null;
        if (
            cafes
                .Registry.Find(task.CafeId)
                ?.Cafe.Vouchers.TryGet(task.Voucher.VoucherId, out var now) != true
            || now!.Stage != VoucherStage.Reserving
        )
        {
            Codes.Drop(task.Voucher.VoucherId);
        }

        return stored;
    }
}
