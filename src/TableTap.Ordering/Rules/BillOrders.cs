using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Orders that go on a bill: they are made at once, and paid with the bill (docs/protocol.md §5, "Bills").</summary>
internal static class BillOrders
{
    /// <summary>Whether an order is to go on a bill.</summary>
    public static bool IsWanted(CreateOrder command) =>
        command.OnBill || command.BillId is not null;

    /// <summary>Why an order cannot go on the bill that it asks for; null where it can, or asks for none.</summary>
    public static Refusal? Check(DecisionDraft draft, CreateOrder command) =>
        !IsWanted(command) ? null
        : command.ScheduledFor is not null
            ? Refusal.Invalid(
                "scheduledFor",
                "an order for later is paid by itself, not with a bill"
            )
        : Find(draft, command, out _);

    /// <summary>The bill that an order goes on, opened where there is none; null where it asks for none.</summary>
    public static string? BillFor(DecisionDraft draft, CreateOrder command)
    {
        if (!IsWanted(command))
        {
            return null;
        }

        Find(draft, command, out var bill);
        return bill?.BillId ?? BillDecider.Open(draft, command.TableNumber, null).BillId;
    }

    private static Refusal? Find(DecisionDraft draft, CreateOrder command, out Bill? bill)
    {
        bill = null;
        if (BillLookup.Keeps(draft, BillAccess.Join) is { } no)
        {
            return no;
        }

        if (command.BillId is { } billId)
        {
            return BillLookup.FindOpen(draft, billId, out bill) ?? Room(draft, bill);
        }

        if (command is not { OrderType: OrderType.DineIn, TableNumber: { } table })
        {
            return Refusal.Invalid("onBill", "needs a table (dine-in), or say which by billId");
        }

        return BillLookup.FindAtTable(draft, table, out bill) is { } several ? several
            : bill is not null ? Room(draft, bill)
            : BillLookup.Keeps(draft, BillAccess.Open) is not null
                ? Refusal.Conflict($"No bill is open at table {table}: please ask the staff")
            : BillDecider.Full(draft);
    }

    private static Refusal? Room(DecisionDraft draft, Bill bill) =>
        BillLookup.Orders(draft.Cafe, bill) < Bill.MostOrders
            ? null
            : new(
                RefusalCode.TooMany,
                draft.Actor.IsEmployee
                    ? $"{bill.BillNumber} is full: open another bill"
                    : "The bill of this table is full: please ask the staff for another one"
            )
            {
                Limit = Bill.MostOrders,
            };
}
