using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>
/// An order that ended long ago came back into the café, because somebody did something about it: it brings all of its facts along, so
/// that whoever folds what follows needs nothing older. It is nothing that happened to the order, and counts in no version.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Facts">All that had happened to the order, in its order, beginning with its creation.</param>
public sealed record OrderReturnedFact(
    DateTimeOffset At,
    string OrderId,
    EquatableList<OrderFact> Facts
) : OrderFact(At, OrderId);

/// <summary>An order was placed; it is pending.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Number">The count behind its number.</param>
/// <param name="OrderNumber">What people call it: <c>ORD-001234</c>.</param>
/// <param name="Type">Where the guest eats.</param>
/// <param name="TableNumber">The table of a dine-in order.</param>
/// <param name="OwnerId">The guest who may follow it.</param>
/// <param name="CustomerName">The guest's name, if it is known.</param>
/// <param name="Lines">What was ordered, priced by the server.</param>
/// <param name="SpecialInstructions">What the guest asked for in words.</param>
/// <param name="PaymentMethod">How the guest pays.</param>
/// <param name="Total">What it costs.</param>
/// <param name="EstimatedTime">Minutes until it would be ready if it were confirmed now; at least 1.</param>
/// <param name="PaymentRequired">Whether there is anything to pay.</param>
/// <param name="PaymentExpiresAt">When it is given up unpaid.</param>
/// <param name="By">Who placed it.</param>
/// <param name="RemakeOf">What it makes again, for nothing; null for an order of its own.</param>
/// <param name="Tax">How it is taxed; null where the café counts no tax.</param>
/// <param name="BillId">The bill that it is on; null where it is paid by itself.</param>
/// <param name="ScheduledFor">When the guest wants to have it; null for as soon as it can be made.</param>
/// <param name="Slots">The room that it takes of counters that make so much in a quarter of an hour.</param>
/// <param name="Service">The service charge that it has; null for none.</param>
public sealed record OrderCreatedFact(
    DateTimeOffset At,
    string OrderId,
    long Number,
    string OrderNumber,
    OrderType Type,
    string? TableNumber,
    string? OwnerId,
    string? CustomerName,
    EquatableList<OrderLine> Lines,
    string? SpecialInstructions,
    PaymentMethod PaymentMethod,
    Money Total,
    int EstimatedTime,
    bool PaymentRequired,
    DateTimeOffset PaymentExpiresAt,
    string By,
    Remake? RemakeOf = null,
    OrderTax? Tax = null,
    string? BillId = null,
    DateTimeOffset? ScheduledFor = null,
    EquatableList<SlotShare> Slots = default,
    OrderService? Service = null
) : OrderFact(At, OrderId);

/// <summary>An order for later is for another time than before; no counter has it yet.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Previous">The time it was for.</param>
/// <param name="ScheduledFor">The time it is for.</param>
/// <param name="By">Who changed it.</param>
/// <param name="PaymentExpiresAt">When it is given up if nobody confirms or pays it.</param>
/// <param name="Slots">The room that it takes now.</param>
public sealed record OrderRescheduledFact(
    DateTimeOffset At,
    string OrderId,
    DateTimeOffset Previous,
    DateTimeOffset ScheduledFor,
    string By,
    DateTimeOffset PaymentExpiresAt,
    EquatableList<SlotShare> Slots = default
) : OrderFact(At, OrderId);

/// <summary>A counter got lines of an order. Earlier holders of the same lines no longer have them.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="LineIds">The ids of the lines.</param>
/// <param name="EstimatedTime">Minutes until this counter should have finished them; at least 1.</param>
/// <param name="By">Who assigned them; <see cref="OrderMovedFact.System"/> for routing.</param>
/// <param name="StandsIn">
/// Whether it only stands in for all of them: what is not started goes back when a counter of its own is there again.
/// </param>
/// <param name="StandInLineIds">For which of the lines it only stands in, where that is not so for all.</param>
public sealed record OrderAssignedFact(
    DateTimeOffset At,
    string OrderId,
    string CounterId,
    EquatableList<string> LineIds,
    int EstimatedTime,
    string By,
    bool StandsIn = false,
    EquatableList<string> StandInLineIds = default
) : OrderFact(At, OrderId)
{
    /// <summary>Whether the counter only stands in for a line.</summary>
    internal bool IsStandIn(string lineId) => StandsIn || StandInLineIds.Contains(lineId);
}

/// <summary>No counter can take lines of an order; they wait until one can. Nothing is dropped.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="LineIds">The ids of the lines.</param>
public sealed record OrderHeldFact(DateTimeOffset At, string OrderId, EquatableList<string> LineIds)
    : OrderFact(At, OrderId);

/// <summary>Somebody of the staff was given an order by name.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="EmployeeId">Who got it.</param>
/// <param name="By">Who gave it.</param>
public sealed record EmployeeAssignedFact(
    DateTimeOffset At,
    string OrderId,
    string EmployeeId,
    string By
) : OrderFact(At, OrderId);

/// <summary>A line came from one status to the next at its counter; every such move is a row of <c>LineTransitions</c>.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="LineId">The id of the line.</param>
/// <param name="CounterId">The counter that holds it.</param>
/// <param name="From">Where it was.</param>
/// <param name="To">Where it is.</param>
/// <param name="By">Who did it.</param>
public sealed record LineMovedFact(
    DateTimeOffset At,
    string OrderId,
    string LineId,
    string? CounterId,
    LineStatus From,
    LineStatus To,
    string By
) : OrderFact(At, OrderId);

/// <summary>An order became more or less urgent.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Previous">What it was.</param>
/// <param name="Current">What it is.</param>
/// <param name="Reason">Why the priority changed, in words.</param>
/// <param name="By">Who did it.</param>
public sealed record OrderPriorityChangedFact(
    DateTimeOffset At,
    string OrderId,
    OrderPriority Previous,
    OrderPriority Current,
    string Reason,
    string By
) : OrderFact(At, OrderId);

/// <summary>An order will be ready at another time than was said.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Previous">Minutes that were left before.</param>
/// <param name="Current">Minutes that are left now; at least 1.</param>
/// <param name="Delayed">Whether that is later than was first said, or what was last said has passed.</param>
/// <param name="Reason">Why, as the guest reads it, where words were stored; else <paramref name="Wait"/> says it.</param>
/// <param name="Wait">What the order waits for.</param>
/// <param name="Overdue">Whether it was announced because what was last said has passed.</param>
public sealed record OrderEstimateChangedFact(
    DateTimeOffset At,
    string OrderId,
    int Previous,
    int Current,
    bool Delayed,
    string? Reason = null,
    WaitReason? Wait = null,
    bool Overdue = false
) : OrderFact(At, OrderId);

/// <summary>Somebody showed a wrong pickup code.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="WrongTries">How many there were since the last lock.</param>
/// <param name="LockedUntil">Until when no code is taken, if this one locked it.</param>
/// <param name="By">Who typed it.</param>
public sealed record PickupCodeRefusedFact(
    DateTimeOffset At,
    string OrderId,
    int WrongTries,
    DateTimeOffset? LockedUntil,
    string By
) : OrderFact(At, OrderId);

/// <summary>The staff wrote to the guest.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">About which order.</param>
/// <param name="Message">What the guest reads.</param>
/// <param name="By">Who wrote it.</param>
public sealed record OrderNoteAddedFact(
    DateTimeOffset At,
    string OrderId,
    string Message,
    string By
) : OrderFact(At, OrderId);

/// <summary>The guest said what they thought of it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">Of which order.</param>
/// <param name="Stars">How many stars, from 1 to 5.</param>
/// <param name="Comment">The guest's comment in words; null for none.</param>
/// <param name="By">The id of the guest who gave the rating.</param>
public sealed record OrderRatedFact(
    DateTimeOffset At,
    string OrderId,
    int Stars,
    string? Comment,
    string By
) : OrderFact(At, OrderId);
