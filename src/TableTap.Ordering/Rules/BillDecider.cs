using System.Globalization;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Opens, joins, moves, hands over, merges and ends bills (docs/protocol.md §5, "Bills").</summary>
internal static class BillDecider
{
    /// <summary>Decides the command <see cref="OpenBill"/>.</summary>
    public static Decision Decide(DecisionDraft draft, OpenBill command)
    {
        var refusal =
            (draft.Actor.IsEmployee ? null : Refusal.NotAllowed("Only the staff opens bills"))
            ?? BillLookup.Keeps(draft, BillAccess.Staff)
            ?? InputChecks.Refuse(
                Table(draft, command.TableNumber),
                InputChecks.Text("name", command.Name, draft.Limits.NameLength)
            )
            ?? Full(draft);
        return refusal is not null
            ? refusal
            : Made(draft, Open(draft, command.TableNumber, command.Name));
    }

    /// <summary>Decides the command <see cref="JoinBill"/>; once more is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, JoinBill command)
    {
        if (draft.Actor.Role != Role.Customer)
        {
            return Refusal.NotAllowed("Only guests join a bill");
        }

        var refusal =
            BillLookup.Keeps(draft, BillAccess.Join)
            ?? InputChecks.Refuse(Table(draft, command.TableNumber));
        if (refusal is not null)
        {
            return refusal;
        }

        if (BillLookup.FindAtTable(draft, command.TableNumber, out var bill) is { } several)
        {
            return several;
        }

        if (bill is null)
        {
            return Refusal.Conflict($"No bill is open at table {command.TableNumber}");
        }

        if (!bill.GuestIds.Contains(draft.Actor.UserId))
        {
            if (bill.GuestIds.Count >= Bill.MostGuests)
            {
                return new Refusal(
                    RefusalCode.TooMany,
                    "The bill of this table has as many guests as a bill may have"
                )
                {
                    Limit = Bill.MostGuests,
                };
            }

            draft.Emit(new BillJoinedFact(draft.Now, bill.BillId, draft.Actor.UserId));
        }

        return Made(draft, bill);
    }

    /// <summary>Decides the command <see cref="UpdateBill"/>; what is so already is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateBill command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill)
            ?? InputChecks.Refuse(Table(draft, command.TableNumber));
        if (refusal is not null)
        {
            return refusal;
        }

        if (command.MergeInto is { } into)
        {
            return Merge(draft, bill, into);
        }

        if (command.TableNumber is { } table && table != bill.TableNumber)
        {
            draft.Emit(new BillMovedFact(draft.Now, bill.BillId, table, draft.By));
        }

        if (command.EmployeeId is { } employeeId && employeeId != bill.EmployeeId)
        {
            if (draft.Cafe.Profile.Employee(employeeId) is null)
            {
                return Refusal.NotFound("employee", employeeId);
            }

            draft.Emit(new BillGivenFact(draft.Now, bill.BillId, employeeId, draft.By));
        }

        return draft.Accept();
    }

    /// <summary>Decides the command <see cref="CloseBill"/>.</summary>
    public static Decision Decide(DecisionDraft draft, CloseBill command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill)
            ?? InputChecks.Refuse(
                InputChecks.Text("reason", command.Reason, draft.Limits.TextLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        var ending = BillLookup.Ending(draft.Cafe, bill) with
        {
            Reason = InputChecks.Trimmed(command.Reason),
        };
        var row = BillTransitions
            .Allowed(bill.Status, draft.Actor, ending)
            .FirstOrDefault(one => one.To == BillStatus.Closed);
        if (row is null)
        {
            return draft.Actor.IsManager
                ? Refusal.Invalid("reason", $"{ending.Due} is due: say why nobody pays it")
                : Refusal.NotAllowed(
                    $"{ending.Due} is due: only a manager closes it then, with a reason"
                );
        }

        Close(
            draft,
            bill,
            row,
            draft.Actor,
            row.Guard == BillGuard.WithReason ? ending : ending with { Reason = null }
        );
        return draft.Accept();
    }

    /// <summary>Opens a bill that nothing speaks against.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="tableNumber">The table; null for a guest at none.</param>
    /// <param name="name">What the staff knows it by.</param>
    public static Bill Open(DecisionDraft draft, string? tableNumber, string? name)
    {
        var number = draft.Cafe.LastBillNumber + 1;
        var billId = draft.Ids.NewId();
        draft.Emit(
            new BillOpenedFact(
                draft.Now,
                billId,
                number,
                string.Create(CultureInfo.InvariantCulture, $"BILL-{number:D6}"),
                tableNumber,
                InputChecks.Trimmed(name),
                draft.Actor.IsEmployee ? draft.By : null,
                draft.By
            )
        );
        return draft.Cafe.Bills.Items[billId];
    }

    /// <summary>The refusal of one more bill than a café has at once; null where there is room.</summary>
    public static Refusal? Full(DecisionDraft draft) =>
        draft.Cafe.Bills.Count < Bill.MostOpen
            ? null
            : new(RefusalCode.TooMany, "There are too many open bills: close some first")
            {
                Limit = Bill.MostOpen,
            };

    private static Decision Merge(DecisionDraft draft, Bill bill, string intoId)
    {
        if (BillLookup.FindOpen(draft, intoId, out var into) is { } refusal)
        {
            return refusal;
        }

        if (into.BillId == bill.BillId)
        {
            return Refusal.Invalid("mergeInto", "is the bill itself");
        }

        if (
            BillLookup.Orders(draft.Cafe, bill) + BillLookup.Orders(draft.Cafe, into)
            > Bill.MostOrders
        )
        {
            return new Refusal(
                RefusalCode.TooMany,
                $"One bill has at most {Counted.Of(Bill.MostOrders, "order", "orders")}"
            )
            {
                Limit = Bill.MostOrders,
            };
        }

        var ending = BillLookup.Ending(draft.Cafe, bill) with { Into = into.BillId };
        // Who is none of the staff was refused, so there is a row.
        var row = BillTransitions
            .Allowed(bill.Status, draft.Actor, ending)
            .First(one => one.To == BillStatus.Merged);

        foreach (var orderId in bill.OrderIds)
        {
            draft.Emit(new OrderBilledFact(draft.Now, orderId, into.BillId, draft.By));
        }

        foreach (var guestId in bill.GuestIds)
        {
            if (!draft.Cafe.Bills.Items[into.BillId].GuestIds.Contains(guestId))
            {
                draft.Emit(new BillJoinedFact(draft.Now, into.BillId, guestId));
            }
        }

        Close(draft, bill, row, draft.Actor, ending);
        if (bill.OrderIds.Count > 0)
        {
            Courses.GoOn(draft, bill.OrderIds[0]);
        }

        return Made(draft, into);
    }

    /// <summary>Ends a bill as a row of the table lets somebody, with what it comes to then.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="bill">The bill, open.</param>
    /// <param name="row">The row, of those that are allowed.</param>
    /// <param name="actor">Who ends it.</param>
    /// <param name="ending">Why nobody pays what is due, and which bill its orders went on.</param>
    public static void Close(
        DecisionDraft draft,
        Bill bill,
        BillTransition row,
        Actor actor,
        BillEnding ending
    ) =>
        draft.Emit(
            new BillClosedFact(
                draft.Now,
                bill.BillId,
                row.To,
                actor.UserId,
                ending.Into,
                ending.Reason,
                BillSums.Of(draft.Cafe, draft.Cafe.Bills.Items[bill.BillId])
            )
        );

    private static Decision Made(DecisionDraft draft, Bill bill) =>
        draft.Accept(new OpenedBill(bill.BillId, bill.BillNumber));

    private static FieldProblem? Table(DecisionDraft draft, string? tableNumber) =>
        tableNumber is null || draft.Cafe.Profile.Tables.Contains(tableNumber)
            ? null
            : new FieldProblem("tableNumber", "there is no such table");
}
