using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>The wait for a new order that was announced to guests.</summary>
/// <param name="Minutes">How long the wait is, in minutes; at least 1.</param>
/// <param name="At">When it was announced.</param>
/// <param name="NobodyThere">Whether it was announced that nobody is at work, and no minutes.</param>
/// <param name="BackAt">When somebody is back, as was announced; null where no plan says so.</param>
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
