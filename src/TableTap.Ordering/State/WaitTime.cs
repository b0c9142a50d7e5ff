using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What guests were told a new order takes.</summary>
/// <param name="Minutes">How long; at least 1.</param>
/// <param name="At">When they were told.</param>
/// <param name="NobodyThere">Whether they were told that nobody is at work, and no minutes.</param>
/// <param name="BackAt">When they were told that somebody is back.</param>
public sealed record WaitTime(
    int Minutes,
    DateTimeOffset At,
    bool NobodyThere = false,
    DateTimeOffset? BackAt = null
)
{
    /// <summary>The key of a kind of order.</summary>
    public static string Key(OrderType type) => type.ToString();
}
