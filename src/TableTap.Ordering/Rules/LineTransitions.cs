using System.Collections.Immutable;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>One legal move of an item at its counter.</summary>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it goes.</param>
/// <param name="While">Where its order may be meanwhile.</param>
/// <param name="IsUndo">Whether it undoes a slip of a finger, so that it is allowed for <c>CafeLimits.StartUndoable</c> only.</param>
/// <param name="ByCourse">Whether a whole course makes it, because it is held or fired; nobody asks for it line by line.</param>
public sealed record LineTransition(
    LineStatus From,
    LineStatus To,
    EquatableList<OrderStatus> While,
    bool IsUndo = false,
    bool ByCourse = false
);

/// <summary>Every move an item can make (docs/protocol.md §5).</summary>
public static class LineTransitions
{
    private static readonly EquatableList<OrderStatus> AtCounters =
    [
        OrderStatus.Confirmed,
        OrderStatus.Preparing,
    ];
    private static readonly EquatableList<OrderStatus> NotMade =
    [
        OrderStatus.Pending,
        OrderStatus.Scheduled,
        .. AtCounters.Items,
    ];
    private static readonly EquatableList<OrderStatus> Made =
    [
        OrderStatus.Preparing,
        OrderStatus.Ready,
    ];

    /// <summary>The moves that are allowed, one a row.</summary>
    public static ImmutableArray<LineTransition> Table { get; } =
    [
        new(LineStatus.Queued, LineStatus.Started, AtCounters),
        new(LineStatus.Started, LineStatus.Ready, AtCounters),
        // The order itself stays where it is: no row of its own leads back from preparing to confirmed.
        new(LineStatus.Started, LineStatus.Queued, AtCounters, IsUndo: true),
        new(LineStatus.Queued, LineStatus.Voided, NotMade),
        new(LineStatus.Started, LineStatus.Voided, AtCounters),
        // What needs no preparation is ready from the start; before the order goes on it can go out like everything else.
        new(LineStatus.Ready, LineStatus.Voided, [OrderStatus.Pending, OrderStatus.Scheduled]),
        // Courses: what is fired can be held again until somebody begins it, and what is held can go out.
        new(LineStatus.Held, LineStatus.Queued, NotMade, ByCourse: true),
        new(LineStatus.Queued, LineStatus.Held, AtCounters, ByCourse: true),
        new(LineStatus.Held, LineStatus.Voided, NotMade),
        // A recall; of an order that was ready it takes the order along.
        new(LineStatus.Ready, LineStatus.Started, Made),
    ];

    /// <summary>The row for a move, if there is one.</summary>
    public static LineTransition? Between(LineStatus from, LineStatus to) =>
        Table.FirstOrDefault(row => row.From == from && row.To == to);
}
