using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>The café was set up, or set up anew.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Profile">What it is from now on.</param>
/// <param name="By">Who did it.</param>
public sealed record CafeConfiguredFact(DateTimeOffset At, CafeProfile Profile, string By)
    : Fact(At);

/// <summary>The café stopped or began to take orders.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Mode">What holds from now on.</param>
/// <param name="Until">When a pause ends by itself.</param>
/// <param name="Reason">Why the intake changed, in words; null for no reason.</param>
/// <param name="By">Who did it.</param>
public sealed record IntakeChangedFact(
    DateTimeOffset At,
    IntakeMode Mode,
    DateTimeOffset? Until,
    string? Reason,
    string By
) : Fact(At);

/// <summary>It was announced to guests how long a new order takes now.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Type">An order of which kind.</param>
/// <param name="Minutes">How long it takes; at least 1. It is not announced while nobody is at work.</param>
/// <param name="NobodyThere">Whether nobody is at work.</param>
/// <param name="BackAt">When somebody is back, as far as the plan says.</param>
public sealed record WaitTimeChangedFact(
    DateTimeOffset At,
    OrderType Type,
    int Minutes,
    bool NobodyThere = false,
    DateTimeOffset? BackAt = null
) : Fact(At);

/// <summary>The café's day ended, and orders of it are still open.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderIds">The orders, the oldest first.</param>
public sealed record DayEndedFact(DateTimeOffset At, EquatableList<string> OrderIds) : Fact(At);

/// <summary>An item, a customisation or an option went out, or is there again.</summary>
/// <param name="At">When it happened.</param>
/// <param name="ItemId">The item, or null.</param>
/// <param name="Customization">The customisation, or null.</param>
/// <param name="CounterId">Only at this counter; null for the whole café.</param>
/// <param name="Available">Whether it can be ordered now.</param>
/// <param name="By">Who said so.</param>
/// <param name="AffectedOrders">Open orders with an item that needs it and is not made yet.</param>
/// <param name="OptionId">The option of a choice group, or null.</param>
/// <param name="Remaining">How many are left, counted down from now on; null where it is not counted.</param>
/// <param name="BackAt">When what is out, or counted, is there again by itself; null when somebody has to say so.</param>
public sealed record ItemAvailabilityChangedFact(
    DateTimeOffset At,
    string? ItemId,
    string? Customization,
    string? CounterId,
    bool Available,
    string By,
    EquatableList<string> AffectedOrders = default,
    string? OptionId = null,
    int? Remaining = null,
    DateTimeOffset? BackAt = null
) : Fact(At);

/// <summary>
/// A counter went down, came back, or is down for another reason. What it means for its work follows as facts of the orders.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is.</param>
/// <param name="Reason">Why the status changed, in words; null for no reason.</param>
/// <param name="EstimatedDowntime">For how long, if somebody said so.</param>
/// <param name="AffectedOrders">Orders with an item that is started there and stays.</param>
/// <param name="By">Who did it.</param>
public sealed record CounterStatusChangedFact(
    DateTimeOffset At,
    string CounterId,
    CounterStatus From,
    CounterStatus To,
    string? Reason,
    TimeSpan? EstimatedDowntime,
    EquatableList<string> AffectedOrders,
    string By
) : Fact(At);
