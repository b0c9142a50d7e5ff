using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary>Something somebody wants of one bill.</summary>
/// <param name="BillId">The id of the bill.</param>
public abstract record BillCommand(string BillId) : CafeCommand
{
    /// <summary>The <c>billVersion</c> the sender has seen; another one is a conflict. Null: what the bill is now decides.</summary>
    public long? ExpectedVersion { get; init; }
}

/// <summary><c>bill_open</c>: a table or a guest pays later.</summary>
/// <param name="TableNumber">The table; null for a guest at none.</param>
/// <param name="Name">What the staff knows it by.</param>
public sealed record OpenBill(string? TableNumber = null, string? Name = null) : CafeCommand;

/// <summary><c>bill_join</c>: a guest joins the bill of their table.</summary>
/// <param name="TableNumber">The table.</param>
public sealed record JoinBill(string TableNumber) : CafeCommand;

/// <summary><c>bill_update</c>: moves a bill to another table, gives it to somebody else, or puts its orders on another bill.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="TableNumber">Where its guests sit now.</param>
/// <param name="EmployeeId">Who looks after it from now on.</param>
/// <param name="MergeInto">The bill that its orders go on.</param>
public sealed record UpdateBill(
    string BillId,
    string? TableNumber = null,
    string? EmployeeId = null,
    string? MergeInto = null
) : BillCommand(BillId);

/// <summary><c>bill_split</c>: divides what is due, evenly or by lines.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Ways">In how many equal parts; 1 for a bill that is not divided.</param>
/// <param name="Parts">The lines of each part; what is in none stays the rest of the bill.</param>
public sealed record SplitBill(
    string BillId,
    int? Ways = null,
    EquatableList<NewBillPart> Parts = default
) : BillCommand(BillId);

/// <summary>One part of a <see cref="SplitBill"/>.</summary>
/// <param name="LineIds">The lines that it consists of.</param>
/// <param name="Name">Whose it is, in words.</param>
public sealed record NewBillPart(EquatableList<string> LineIds, string? Name = null);

/// <summary><c>bill_pay</c>: the staff has money for a bill.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Method">In cash, or by card at a terminal of the café.</param>
/// <param name="Amount">What was paid of what is due.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="PartId">The part that is paid; then the amount is the part's.</param>
/// <param name="Reference">The terminal's word for it; needed for a card.</param>
/// <param name="Tendered">The cash that the guest handed over, of which some goes back as change.</param>
public sealed record PayBill(
    string BillId,
    PaymentMethod Method,
    Money Amount,
    Money? Tip = null,
    string? PartId = null,
    string? Reference = null,
    Money? Tendered = null
) : BillCommand(BillId);

/// <summary><c>bill_close</c>: the staff ends a bill of which nothing is due; a manager any, with a reason.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Reason">Why nobody pays what is due.</param>
public sealed record CloseBill(string BillId, string? Reason = null) : BillCommand(BillId);
