using System.Collections.Immutable;
using TableTap.Ordering.Decisions;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What must hold for a bill to end.</summary>
public enum BillGuard
{
    /// <summary>Nothing of it is due any more.</summary>
    NothingDue,

    /// <summary>Nothing of it is due any more, and something was sold.</summary>
    SoldAndPaid,

    /// <summary>It has no order, but for cancelled ones.</summary>
    NothingSold,

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

/// <summary>What the guards ask of a bill that is to end.</summary>
/// <param name="Due">What is still to be paid of it.</param>
/// <param name="Orders">How many of its orders are not cancelled.</param>
/// <param name="Reason">Why it is to end, in words.</param>
/// <param name="Into">The id of the other, open bill that takes its orders; null for none.</param>
public sealed record BillEnding(Money Due, int Orders, string? Reason = null, string? Into = null);

/// <summary>The table of docs/protocol.md §5, "Bills": every way in which a bill ends. What is not here nobody can do.</summary>
public static class BillTransitions
{
    /// <summary>The rows; of several for the same move any one suffices.</summary>
    public static ImmutableArray<BillTransition> Table { get; } =
    [
        new(BillStatus.Open, BillStatus.Paid, TransitionParty.System, BillGuard.SoldAndPaid),
        new(BillStatus.Open, BillStatus.Merged, TransitionParty.Employee, BillGuard.IntoAnother),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.System, BillGuard.NothingSold),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.Employee, BillGuard.NothingDue),
        new(BillStatus.Open, BillStatus.Closed, TransitionParty.Manager, BillGuard.WithReason),
    ];

    /// <summary>The rows by which somebody may end a bill as it stands, in the order of the table.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="ending">What the guards ask.</param>
    public static IEnumerable<BillTransition> Allowed(
        BillStatus from,
        Actor actor,
        BillEnding ending
    ) => Table.Where(row => row.From == from && IsParty(actor, row.By) && Holds(row.Guard, ending));

    private static bool IsParty(Actor actor, TransitionParty party) =>
        party switch
        {
            TransitionParty.Employee => actor.IsEmployee,
            TransitionParty.Manager => actor.IsManager,
            TransitionParty.System => actor.IsSystem,
            _ => false,
        };

    private static bool Holds(BillGuard guard, BillEnding ending) =>
        guard switch
        {
            BillGuard.NothingDue => !ending.Due.IsPositive,
            BillGuard.SoldAndPaid => !ending.Due.IsPositive && ending.Orders > 0,
            BillGuard.NothingSold => ending.Orders == 0,
            BillGuard.WithReason => ending.Reason is not null,
            _ => ending.Into is not null,
        };
}
