using System.Collections.Immutable;

namespace TableTap.Ordering;

/// <summary>Who moves an order. A manager is an employee too.</summary>
public enum Party
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
public enum Guard
{
    /// <summary>Nothing more.</summary>
    None,

    /// <summary>The whole price was captured, or there is none.</summary>
    Paid,

    /// <summary>The guest pays by cash, so somebody can trust them to pay at the end.</summary>
    PaysAtTheEnd,

    /// <summary>The café has no money for it.</summary>
    NothingCaptured,

    /// <summary>One of the employee's counters holds some of it.</summary>
    HoldsTheOrder,

    /// <summary>No item of it needs preparation.</summary>
    NothingToPrepare,

    /// <summary>No live item is left to be made.</summary>
    NothingLeftToDo,

    /// <summary>No item was started.</summary>
    NothingStarted,

    /// <summary>A reason is given.</summary>
    WithReason,

    /// <summary>The reason is that the café cannot make an item.</summary>
    ItemIsUnavailable,

    /// <summary>The pickup code is right, where one is needed.</summary>
    WithPickupCode,
}

/// <summary>One legal move of an order.</summary>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it goes.</param>
/// <param name="By">Who may.</param>
/// <param name="Guard">What must hold.</param>
public sealed record OrderTransition(OrderStatus From, OrderStatus To, Party By, Guard Guard);

/// <summary>The table of docs/protocol.md §5: every move an order can make. What is not here nobody can do.</summary>
public static class OrderTransitions
{
    /// <summary>The rows; of several for the same move any one suffices.</summary>
    public static ImmutableArray<OrderTransition> Table { get; } =
    [
        new(OrderStatus.Pending, OrderStatus.Confirmed, Party.System, Guard.Paid),
        new(OrderStatus.Pending, OrderStatus.Confirmed, Party.Employee, Guard.PaysAtTheEnd),
        new(OrderStatus.Pending, OrderStatus.Cancelled, Party.Owner, Guard.NothingCaptured),
        new(OrderStatus.Pending, OrderStatus.Cancelled, Party.Employee, Guard.NothingCaptured),
        new(OrderStatus.Pending, OrderStatus.Cancelled, Party.System, Guard.NothingCaptured),
        new(OrderStatus.Confirmed, OrderStatus.Preparing, Party.Manager, Guard.None),
        new(OrderStatus.Confirmed, OrderStatus.Preparing, Party.Employee, Guard.HoldsTheOrder),
        new(OrderStatus.Confirmed, OrderStatus.Ready, Party.System, Guard.NothingToPrepare),
        new(OrderStatus.Preparing, OrderStatus.Ready, Party.System, Guard.NothingLeftToDo),
        new(OrderStatus.Preparing, OrderStatus.Ready, Party.Manager, Guard.WithReason),
        new(OrderStatus.Confirmed, OrderStatus.Cancelled, Party.Owner, Guard.NothingStarted),
        new(OrderStatus.Confirmed, OrderStatus.Cancelled, Party.Employee, Guard.WithReason),
        new(OrderStatus.Preparing, OrderStatus.Cancelled, Party.Manager, Guard.None),
        new(OrderStatus.Preparing, OrderStatus.Cancelled, Party.Employee, Guard.ItemIsUnavailable),
        new(OrderStatus.Ready, OrderStatus.Preparing, Party.Employee, Guard.WithReason),
        new(OrderStatus.Ready, OrderStatus.Completed, Party.Manager, Guard.WithReason),
        new(OrderStatus.Ready, OrderStatus.Completed, Party.Employee, Guard.WithPickupCode),
        new(OrderStatus.Ready, OrderStatus.Cancelled, Party.Manager, Guard.None),
    ];

    /// <summary>The rows for a move.</summary>
    public static IEnumerable<OrderTransition> Between(OrderStatus from, OrderStatus to) =>
        Table.Where(row => row.From == from && row.To == to);

    /// <summary>Whether somebody is this party to an order.</summary>
    public static bool IsParty(this Actor actor, Party party, Order order) =>
        party switch
        {
            Party.Owner => actor.Owns(order),
            Party.Employee => actor.IsEmployee,
            Party.Manager => actor.IsManager,
            _ => actor.IsSystem,
        };
}
