namespace TableTap.Cafes.Persistence;

/// <summary>How the state of cafés is kept beside their facts.</summary>
public sealed record SnapshotPolicy
{
    /// <summary>After how many facts a café's state is written, so that a start reads it and what follows.</summary>
    /// <value>At least 1; default 5,000.</value>
    public int SnapshotEvery { get; init; } = 5_000;

    /// <summary>How long facts are kept; older ones live on in a base snapshot (section 7).</summary>
    /// <value>Default 90 d.</value>
    public TimeSpan FactRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How far back the history of messages should reach (section 7); where it does not, that is an alert.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan HistoryRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often facts that are too old are looked for.</summary>
    /// <value>Default 6 h.</value>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromHours(6);
}
