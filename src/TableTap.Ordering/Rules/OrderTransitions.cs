using System.Collections.Immutable;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Who moves an order, or ends a bill. A manager is an employee too.</summary>
public enum TransitionParty
{
    /// <summary>The guest whose order it is.</summary>
    Owner,

    /// <summary>Somebody who works in the café.</summary>
    Employee,

    /// <summary>Somebody who runs the café.</summary>
    Manager,

    /// <summary>The café's own rules and timers.</summary>
    System,
}

/// <summary>What must hold for a move; each is one case of <c>OrderGuards</c>.</summary>
public enum TransitionGuard
{
    /// <summary>Nothing else has to hold for the move.</summary>
    None,

    /// <summary>The whole price was captured, or there is none.</summary>
    Paid,

    /// <summary>The guest pays by cash, so somebody can trust them to pay at the end.</summary>
    PaysAtTheEnd,

    /// <summary>It is on an open bill, with which it is paid.</summary>
    OnBill,

    /// <summary>The café has no money for it.</summary>
    NothingCaptured,

    /// <summary>One of the employee's counters holds some of it.</summary>
    HoldsTheOrder,

    /// <summary>No item of it needs preparation.</summary>
    NothingToPrepare,

    /// <summary>No live item is left to be made.</summary>
    NothingLeftToDo,

    /// <summary>No item of it was started.</summary>
    NothingStarted,

    /// <summary>The command gives a reason.</summary>
    WithReason,

    /// <summary>The reason is that the café cannot make an item.</summary>
    ItemIsUnavailable,

    /// <summary>The pickup code is right, where one is needed.</summary>
    WithPickupCode,

    /// <summary>It was handed over a short while ago, and the command says that it was not, and why.</summary>
    HandedOverLately,
}

/// <summary>One legal move of an order.</summary>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it goes.</param>
/// <param name="By">The party that may make the move.</param>
/// <param name="Guard">What must hold.</param>
public sealed record OrderTransition(
    OrderStatus From,
    OrderStatus To,
    TransitionParty By,
    TransitionGuard Guard
);

/// <summary>The table of docs/protocol.md §5: every move an order can make. What is not here nobody can do.</summary>
public static class OrderTransitions
{
    /// <summary>The rows; of several for the same move any one suffices.</summary>
    public static ImmutableArray<OrderTransition> Table { get; } =
    [
        new(
            OrderStatus.Pending,
            OrderStatus.Confirmed,
            TransitionParty.System,
            TransitionGuard.Paid
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Confirmed,
            TransitionParty.System,
            TransitionGuard.OnBill
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Confirmed,
            TransitionParty.Employee,
            TransitionGuard.PaysAtTheEnd
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Scheduled,
            TransitionParty.System,
            TransitionGuard.Paid
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Scheduled,
            TransitionParty.Employee,
            TransitionGuard.PaysAtTheEnd
        ),
        new(
            OrderStatus.Scheduled,
            OrderStatus.Confirmed,
            TransitionParty.System,
            TransitionGuard.None
        ),
        new(
            OrderStatus.Scheduled,
            OrderStatus.Confirmed,
            TransitionParty.Employee,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Scheduled,
            OrderStatus.Cancelled,
            TransitionParty.Owner,
            TransitionGuard.None
        ),
        new(
            OrderStatus.Scheduled,
            OrderStatus.Cancelled,
            TransitionParty.Employee,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Cancelled,
            TransitionParty.Owner,
            TransitionGuard.NothingCaptured
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Cancelled,
            TransitionParty.Employee,
            TransitionGuard.NothingCaptured
        ),
        new(
            OrderStatus.Pending,
            OrderStatus.Cancelled,
            TransitionParty.System,
            TransitionGuard.NothingCaptured
        ),
        new(
            OrderStatus.Confirmed,
            OrderStatus.Preparing,
            TransitionParty.Manager,
            TransitionGuard.None
        ),
        new(
            OrderStatus.Confirmed,
            OrderStatus.Preparing,
            TransitionParty.Employee,
            TransitionGuard.HoldsTheOrder
        ),
        new(
            OrderStatus.Confirmed,
            OrderStatus.Ready,
            TransitionParty.System,
            TransitionGuard.NothingToPrepare
        ),
        new(
            OrderStatus.Preparing,
            OrderStatus.Ready,
            TransitionParty.System,
            TransitionGuard.NothingLeftToDo
        ),
        new(
            OrderStatus.Preparing,
            OrderStatus.Ready,
            TransitionParty.Manager,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Confirmed,
            OrderStatus.Cancelled,
            TransitionParty.Owner,
            TransitionGuard.NothingStarted
        ),
        new(
            OrderStatus.Confirmed,
            OrderStatus.Cancelled,
            TransitionParty.Employee,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Preparing,
            OrderStatus.Cancelled,
            TransitionParty.Manager,
            TransitionGuard.None
        ),
        new(
            OrderStatus.Preparing,
            OrderStatus.Cancelled,
            TransitionParty.Employee,
            TransitionGuard.ItemIsUnavailable
        ),
        new(
            OrderStatus.Ready,
            OrderStatus.Preparing,
            TransitionParty.Employee,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Ready,
            OrderStatus.Completed,
            TransitionParty.Manager,
            TransitionGuard.WithReason
        ),
        new(
            OrderStatus.Ready,
            OrderStatus.Completed,
            TransitionParty.Employee,
            TransitionGuard.WithPickupCode
        ),
        new(
            OrderStatus.Ready,
            OrderStatus.Cancelled,
            TransitionParty.Manager,
            TransitionGuard.None
        ),
        new(
            OrderStatus.Completed,
            OrderStatus.Ready,
            TransitionParty.Employee,
            TransitionGuard.HandedOverLately
        ),
    ];

    private static readonly ImmutableDictionary<
        (OrderStatus From, OrderStatus To),
        ImmutableArray<OrderTransition>
    > Moves = Table
        .GroupBy(row => (row.From, row.To))
        .ToImmutableDictionary(rows => rows.Key, rows => rows.ToImmutableArray());

    /// <summary>The rows for a move, one for each party that may make it; none where nobody may.</summary>
    public static ImmutableArray<OrderTransition> Between(OrderStatus from, OrderStatus to) =>
        Moves.GetValueOrDefault((from, to), []);

    /// <summary>Whether somebody is this party to an order.</summary>
    public static bool IsParty(this Actor actor, TransitionParty party, Order order) =>
        party switch
        {
            TransitionParty.Owner => actor.Owns(order),
            TransitionParty.Employee => actor.IsEmployee,
            TransitionParty.Manager => actor.IsManager,
            _ => actor.IsSystem,
        };
}
