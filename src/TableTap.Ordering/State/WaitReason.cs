namespace TableTap.Ordering.State;

/// <summary>What an order waits for.</summary>
public enum WaitCause
{
    /// <summary>Other orders are made first.</summary>
    Queue,

    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>It is being made.</summary>
    Making,

    /// <summary>The counter is down.</summary>
    CounterDown,

    /// <summary>The counter works, but nobody is there.</summary>
    NobodyThere,

    /// <summary>No counter can take some of it.</summary>
    Held,

    /// <summary>The time for which it was ordered.</summary>
    Scheduled,

    /// <summary>Nothing is left to make.</summary>
    Nothing,
}

/// <summary>Why an order takes as long as it does: the counter that will be ready last, and what it has to do first (docs/protocol.md §5).</summary>
/// <param name="Cause">What it waits for.</param>
/// <param name="CounterId">The counter; null when no counter has it.</param>
/// <param name="Ahead">Orders that counter makes before it.</param>
/// <param name="Staff">People at work there.</param>
/// <param name="BackAt">When the counter that is down, or the first that could take what is held, said to be back; the time of an order for later.</param>
public sealed record WaitReason(
    WaitCause Cause,
    string? CounterId = null,
    int Ahead = 0,
    int Staff = 0,
    DateTimeOffset? BackAt = null
);
