using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What a counter is up to.</summary>
/// <param name="Status">Whether it works.</param>
/// <param name="Since">Since when it has this status.</param>
/// <param name="Reason">Why it does not, if it does not.</param>
/// <param name="EstimatedDowntime">How long it is expected to be down, if somebody said so.</param>
public sealed record CounterState(
    CounterStatus Status,
    DateTimeOffset Since,
    string? Reason,
    TimeSpan? EstimatedDowntime
)
{
    /// <summary>When it is expected to work again; null when it works or nobody said.</summary>
    public DateTimeOffset? BackAt =>
        Status == CounterStatus.Active ? null : Since + EstimatedDowntime;
}
