using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Something that happened to one bill; each counts one up in its <see cref="Bill.Version"/>.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">To which bill.</param>
public abstract record BillFact(DateTimeOffset At, string BillId) : Fact(At);

/// <summary>A table or a guest pays later.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Number">The count behind its number.</param>
/// <param name="BillNumber">What people call it.</param>
/// <param name="TableNumber">The table; null for a guest at none.</param>
/// <param name="Name">What the staff knows it by.</param>
/// <param name="EmployeeId">Who of the staff looks after it; null where a guest opened it.</param>
/// <param name="By">Who opened it.</param>
public sealed record BillOpenedFact(
    DateTimeOffset At,
    string BillId,
    long Number,
    string BillNumber,
    string? TableNumber,
    string? Name,
    string? EmployeeId,
    string By
) : BillFact(At, BillId);

/// <summary>A guest joined a bill.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="GuestId">Who joined it.</param>
public sealed record BillJoinedFact(DateTimeOffset At, string BillId, string GuestId)
    : BillFact(At, BillId);

/// <summary>The guests of a bill sit at another table.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="TableNumber">Where they sit now.</param>
/// <param name="By">Who said so.</param>
public sealed record BillMovedFact(DateTimeOffset At, string BillId, string TableNumber, string By)
    : BillFact(At, BillId);

/// <summary>Somebody else of the staff looks after a bill.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="EmployeeId">Who looks after it now.</param>
/// <param name="By">Who gave it.</param>
public sealed record BillGivenFact(DateTimeOffset At, string BillId, string EmployeeId, string By)
    : BillFact(At, BillId);

/// <summary>What is due of a bill was divided, in place of how it was divided before.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Parts">The parts; none where it is not divided any more.</param>
/// <param name="By">Who divided it.</param>
public sealed record BillSplitFact(
    DateTimeOffset At,
    string BillId,
    EquatableList<BillPart> Parts,
    string By
) : BillFact(At, BillId);

/// <summary>Money came for a bill. What of it is for which order are facts of the orders.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Payment">What was paid, and how.</param>
public sealed record BillPaidFact(DateTimeOffset At, string BillId, BillPayment Payment)
    : BillFact(At, BillId);

/// <summary>A bill ended: it was paid, merged into another one or closed.</summary>
/// <param name="At">When it happened.</param>
/// <param name="BillId">The id of the bill.</param>
/// <param name="To">How it ended; every such move is a row of <c>BillTransitions</c>.</param>
/// <param name="By">Who ended it; <see cref="OrderMovedFact.System"/> once nothing of it is due any more.</param>
/// <param name="MergedInto">The bill that its orders went on.</param>
/// <param name="Reason">Why nobody pays what was due, in words.</param>
/// <param name="Sums">What it came to at its end; null where an earlier version ended it.</param>
public sealed record BillClosedFact(
    DateTimeOffset At,
    string BillId,
    BillStatus To,
    string By,
    string? MergedInto = null,
    string? Reason = null,
    BillSums? Sums = null
) : BillFact(At, BillId);

/// <summary>An order went on another bill than it was on.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="BillId">The bill that it is on now.</param>
/// <param name="By">Who did it.</param>
public sealed record OrderBilledFact(DateTimeOffset At, string OrderId, string BillId, string By)
    : OrderFact(At, OrderId);
