using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Finds the bill a command is about.</summary>
internal static class BillLookup
{
    /// <summary>The open bill, for somebody of the staff; one that moved on since the sender saw it is a conflict.</summary>
    public static Refusal? FindForStaff(DecisionDraft draft, BillCommand command, out Bill bill)
    {
        var refusal = FindOpen(draft, command.BillId, out bill);
        return !draft.Actor.IsEmployee
            ? draft.Actor.Role == Role.Customer && !IsOn(draft, command.BillId)
                ? Refusal.NotFound("bill", command.BillId)
                : Refusal.NotAllowed("Only the staff may do that")
            : refusal is not null
                ? refusal
                : command.ExpectedVersion is { } expected && expected != bill.Version
                    ? Refusal.Conflict($"{bill.BillNumber} changed in the meantime")
                    : null;
    }

    /// <summary>An open bill; one that ended is a conflict. To a guest the bills of others seem not to be there.</summary>
    public static Refusal? FindOpen(DecisionDraft draft, string billId, out Bill bill) =>
        draft.Cafe.Bills.TryGet(billId, out bill!) && MayKnow(draft, bill) ? null
        : draft.Cafe.ClosedBills.TryGet(billId, out var closed) && MayKnow(draft, closed)
            ? Refusal.Conflict($"{closed.BillNumber} is {closed.Status.Word}")
        : Refusal.NotFound("bill", billId);

    /// <summary>How many orders of a bill are not cancelled: those that fill it.</summary>
    public static int Orders(Cafe cafe, Bill bill) =>
        bill.OrderIds.Items.Count(orderId =>
            cafe.Order(orderId) is { Status: not OrderStatus.Cancelled }
        );

    /// <summary>What the guards of <see cref="BillTransitions"/> ask of a bill as it stands.</summary>
    public static BillEnding Ending(Cafe cafe, Bill bill) =>
        new(BillSums.Of(cafe, bill).Due, Orders(cafe, bill));

    /// <summary>The open bill of a table that an order or a guest joins; null where there is none.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="tableNumber">The table.</param>
    /// <param name="bill">The bill.</param>
    public static Refusal? FindAtTable(DecisionDraft draft, string tableNumber, out Bill? bill)
    {
        var open = draft
            .Cafe.Bills.Values.Where(one => one.TableNumber == tableNumber)
            .ToEquatableList();
        var own = open
            .Items.Where(one => one.GuestIds.Contains(draft.Actor.UserId))
            .ToEquatableList();
        bill =
            own.Count > 0
                ? own.Items.FirstOrDefault(one => Orders(draft.Cafe, one) < Bill.MostOrders)
                    ?? own[0]
            : open.Count == 1 ? open[0]
            : null;
        return bill is null && open.Count > 1
            ? Refusal.Conflict(
                draft.Actor.IsEmployee
                    ? $"Table {tableNumber} has {open.Count} open bills ({string.Join(", ", open.Items.Select(one => one.BillNumber))}): say which by billId"
                    : $"Table {tableNumber} has several open bills: please ask the staff for yours"
            )
            : null;
    }

    /// <summary>The refusal of a café that keeps no bills, or none that this actor may use; null where they may.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="least">What a guest needs.</param>
    public static Refusal? Keeps(DecisionDraft draft, BillAccess least)
    {
        var access = draft.Cafe.Profile.Bills;
        return access == BillAccess.Nobody
                ? Refusal.Conflict("This café keeps no bills: each order is paid by itself")
            : draft.Actor.IsEmployee ? null
            : draft.Actor.Role != Role.Customer
                ? Refusal.NotAllowed("Bills are for guests and the staff")
            : access >= least ? null
            : Refusal.NotAllowed("Please ask the staff for a bill: they put your orders on it");
    }

    private static bool IsOn(DecisionDraft draft, string billId) =>
        draft.Cafe.Bills.TryGet(billId, out var bill) && bill.GuestIds.Contains(draft.Actor.UserId);

    private static bool MayKnow(DecisionDraft draft, Bill bill) =>
        draft.Actor.Role != Role.Customer || bill.GuestIds.Contains(draft.Actor.UserId);
}
