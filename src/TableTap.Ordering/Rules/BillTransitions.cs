using System.Collections.Immutable;
using TableTap.Ordering.Decisions;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What must hold for a bill to end.</summary>
public enum BillGuard
{
    /// <summary>Nothing of it is due any more.</summary>
    NothingDue,

    /// <summary>The command says why.</summary>
    WithReason,

    /// <summary>Another bill is open, which takes its orders.</summary>
    IntoAnother,
}

/// <summary>One way in which a bill ends.</summary>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it goes.</param>
/// <param name="By">The party that may end it so.</param>
/// <param name="Guard">What must hold.</param>
public sealed record BillTransition(
    BillStatus From,
    BillStatus To,
    TransitionParty By,
    BillGuard Guard
);

/// <summary>The table of docs/protocol.md §5, "Bills": every way in which a bill ends. What is not here nobody can do.</summary>
public static class BillTransitions
{
    /// <summary>The rows; of several for the same move any one suffices.</summary>
    public static ImmutableArray<BillTransition> Table { get; } =
    [
        new(BillStatus.Open, BillStatus.Paid, TransitionParty.System, BillGuard.NothingDue),
        new(BillStatus.Open, BillStatus.Merged, TransitionParty.Employee, BillGuard.IntoAnother),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.System, BillGuard.NothingDue),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.Employee, BillGuard.NothingDue),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.Manager, BillGuard.WithReason),
    ];

    /// <summary>The rows by which somebody may end a bill so.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="actor">Who wants it.</param>
    public static IEnumerable<BillTransition> For(BillStatus from, BillStatus to, Actor actor) =>
        Table.Where(row =>
            row.From == from
            && row.To == to
            && row.By switch
            {
                TransitionParty.Employee => actor.IsEmployee,
                TransitionParty.Manager => actor.IsManager,
                TransitionParty.System => actor.IsSystem,
                _ => false,
            }
        );
}
