using TableTap.Cafes.Announcements;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>What every café's loop works with. Immutable.</summary>
/// <param name="Journal">Where decisions become durable.</param>
/// <param name="Time">The clock of all loops.</param>
/// <param name="Ids">Where ids come from.</param>
/// <param name="Links">Where guests are sent.</param>
/// <param name="IsRevoked">Whether a sender lost their rights since the command was read (section 1).</param>
/// <param name="Changed">Told of a café's counters, staff and covers at its start, before each commit that takes one from somebody, and after each that gives one.</param>
/// <param name="Log">For the operator.</param>
public sealed record LoopServices(
    IJournal Journal,
    TimeProvider Time,
    IdGenerator Ids,
    CafeLinks Links,
    Func<Identity, bool> IsRevoked,
    Action<CafeScope> Changed,
    ILogger Log
)
{
    /// <summary>What configuration says of the cafés.</summary>
    public CafeOptions Options { get; init; } = new();

    /// <summary>Whether somebody at a counter listens to its orders now (section 6).</summary>
    public Func<string, bool> HasScreen { get; init; } = _ => false;

    /// <summary>Whether this server is the one that speaks for a café: what every server finds out by itself is told once (section 6).</summary>
    /// <value>Default: it is, for every café.</value>
    public Func<string, bool> IsHome { get; init; } = _ => true;

    /// <summary>Whether this server is the one that says which counters of a café have a screen (section 6).</summary>
    /// <value>Default: it is, for every café.</value>
    public Func<string, bool> KnowsScreens { get; init; } = _ => true;

    /// <summary>Whether the next command of a café is traced, by the café's id; null where this server traces nothing at all.</summary>
    public Func<string, bool?> IsTraced { get; init; } = _ => null;

    /// <summary>How long this server leaves what is due at a time to the one that speaks for the café; should that be gone, others do it.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public TimeSpan Deference(string cafeId) =>
        IsHome(cafeId) ? TimeSpan.Zero : TimeSpan.FromSeconds(2);

    /// <summary>By when something of a café must be due for this server to do it now.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public DateTimeOffset DueBy(string cafeId) => Time.GetUtcNow() - Deference(cafeId);
}
