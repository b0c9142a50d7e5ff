using TableTap.Ordering.Figures;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// A closing of the day, the Z report: what moved from the closing before until this one. Its numbers have no gap (docs/protocol.md §5,
/// "The day's closing").
/// </summary>
/// <param name="Number">Its number in the café, from 1.</param>
/// <param name="Day">The day of business in which it was made: <c>2026-01-31</c>.</param>
/// <param name="At">When it was made.</param>
/// <param name="By">Who made it.</param>
/// <param name="Sales">What moved.</param>
/// <param name="Float">What was in the drawer at the beginning.</param>
/// <param name="Counted">What was counted in the drawer; null where nobody counted.</param>
/// <param name="Open">What guests still had to pay.</param>
public sealed record Closing(
    long Number,
    string Day,
    DateTimeOffset At,
    string By,
    SalesFigures Sales,
    Money Float,
    Money? Counted,
    EquatableList<OpenMoney> Open
)
{
    /// <summary>What should be in the drawer.</summary>
    public Money Expected => Float + Sales.Cash;

    /// <summary>What was counted beyond what should be there, below zero for what was missing; null where nobody counted.</summary>
    public Money? Difference => Counted - Expected;
}

/// <summary>Money that a guest still had to pay when the day was closed.</summary>
/// <param name="Id">The id of the bill, or of the order that is on none.</param>
/// <param name="Number">What people call it.</param>
/// <param name="IsBill">Whether it is a bill.</param>
/// <param name="Due">What was due.</param>
public sealed record OpenMoney(string Id, string Number, bool IsBill, Money Due);

/// <summary>Where the closings of a café stand.</summary>
/// <param name="Number">The number of the last one; the next one is one more.</param>
/// <param name="Day">Its day of business.</param>
public sealed record ClosingMark(long Number, string Day);
