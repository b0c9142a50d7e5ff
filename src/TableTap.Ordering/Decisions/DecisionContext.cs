using TableTap.Ordering.Facts;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Decisions;

/// <summary>What a decision needs beside the café and the command; all of it is handed in, so that a decision can be repeated.</summary>
/// <param name="Now">The time, UTC.</param>
/// <param name="Actor">Who wants it.</param>
/// <param name="Ids">Where ids and random numbers come from.</param>
public sealed record DecisionContext(DateTimeOffset Now, Actor Actor, DecisionSources Ids)
{
    /// <summary>Whether anybody here could take the money of a card.</summary>
    /// <value>Default: yes.</value>
    public bool TakesCards { get; init; } = true;

    /// <summary>All facts of an order that ended and has left the café, by its id; null where there is none.</summary>
    /// <value>Default: there is none.</value>
    public Func<string, EquatableList<OrderFact>?> EndedOrder { get; init; } = _ => null;
}

/// <summary>Where ids and random numbers come from.</summary>
/// <param name="NewId">A new sortable unique id of <c>[A-Za-z0-9_-]</c> (UUIDv7).</param>
/// <param name="RandomBelow">A number from 0 to below the argument, from a cryptographic generator.</param>
public sealed record DecisionSources(Func<string> NewId, Func<int, int> RandomBelow);
