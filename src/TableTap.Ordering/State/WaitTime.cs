namespace TableTap.Ordering;

/// <summary>What guests were told a new order takes.</summary>
/// <param name="Minutes">How long; at least 1.</param>
/// <param name="At">When they were told.</param>
public sealed record WaitTime(int Minutes, DateTimeOffset At)
{
    /// <summary>The key of a kind of order.</summary>
    public static string Key(OrderType type) => type.ToString();
}
