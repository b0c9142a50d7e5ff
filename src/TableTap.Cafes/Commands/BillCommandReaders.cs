using TableTap.Ordering.Commands;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Commands;

/// <summary>Commands on bills, from the wire to the café (section 5).</summary>
internal static class BillCommandReaders
{
    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<BillOpen>("bill_open", Read),
        CommandRow.Of<BillJoin>("bill_join", Read),
        CommandRow.Of<BillUpdate>("bill_update", Read),
        CommandRow.Of<BillSplit>("bill_split", Read),
        CommandRow.Of<BillPay>("bill_pay", Read),
        CommandRow.Of<BillClose>("bill_close", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(BillOpen data) =>
        (new OpenBill(data.TableNumber, data.Name), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(BillJoin data) =>
        (new JoinBill(data.TableNumber), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(BillUpdate data) =>
        Of(
            new UpdateBill(data.BillId, data.TableNumber, data.EmployeeId, data.MergeInto),
            data.ExpectedVersion,
            data.CafeId
        );

    private static (CafeCommand, CommandTarget) Read(BillSplit data) =>
        Of(
            new SplitBill(
                data.BillId,
                data.Ways,
                (data.Parts ?? [])
                    .Select(part => new NewBillPart(part.LineIds.ToEquatableList(), part.Name))
                    .ToEquatableList()
            ),
            data.ExpectedVersion,
            data.CafeId
        );

    private static (CafeCommand, CommandTarget) Read(BillPay data) =>
        Of(
            new PayBill(
                data.BillId,
                data.Method,
                data.Amount,
                data.Tip,
                data.PartId,
                data.Reference,
                data.Tendered
            ),
            data.ExpectedVersion,
            data.CafeId
        );

    private static (CafeCommand, CommandTarget) Read(BillClose data) =>
        Of(new CloseBill(data.BillId, data.Reason), data.ExpectedVersion, data.CafeId);

    private static (CafeCommand, CommandTarget) Of(
        BillCommand command,
        long? expectedVersion,
        string? cafeId
    ) => (command with { ExpectedVersion = expectedVersion }, new(cafeId, BillId: command.BillId));
}
