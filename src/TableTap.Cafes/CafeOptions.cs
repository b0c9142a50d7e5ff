using TableTap.Realtime.Options;

namespace TableTap.Cafes;

/// <summary>
/// Everything about the cafés that configuration can change. Whatever works for a café has it at hand as <c>LoopServices.Options</c>.
/// Immutable.
/// </summary>
public sealed record CafeOptions
{
    /// <summary>After how many facts a café's state is written beside them, so that a start reads it and what follows.</summary>
    [Setting("Storage:SnapshotEvery"), Number(100, 1_000_000)]
    public int SnapshotEvery { get; init; } = 5_000;

    /// <summary>How many vouchers a user may try in a minute; more guesses codes.</summary>
    [Setting("Limits:VouchersPerMinute"), Number(1, 1_000)]
    public int VouchersPerMinute { get; init; } = 6;

    /// <summary>How long facts are kept, and with them what happened to an order (section 7).</summary>
    [Setting("History:FactRetention"), Duration("1d", "3650d")]
    public TimeSpan FactRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How far back the history of messages should reach (section 7); where it does not, that is an alert. The journal's own option sets it.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often facts that are too old are looked for.</summary>
    /// <value>Default 6 h.</value>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromHours(6);
}
