using TableTap.Ordering.Commands;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Commands;

/// <summary>
/// Payments by voucher, from the wire to the café (section 5). Of the code only its end goes on; the rest is for the issuer alone, and
/// is kept by who handles the command.
/// </summary>
internal static class VoucherCommandReaders
{
    private const int Shown = 4;

    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<VoucherPay>(
            "voucher_pay",
            Read,
            data => data with { Code = data.Code[^Shown..] }
        ),
    ];

    private static (CafeCommand, CommandTarget) Read(VoucherPay data) =>
        (
            new PayByVoucher("", data.OrderId, data.BillId, data.Amount, data.Code[^Shown..]),
            new(data.CafeId, data.OrderId, BillId: data.BillId)
        );
}
