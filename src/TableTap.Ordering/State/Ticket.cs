namespace TableTap.Ordering.State;

/// <summary>The part of an order that a counter still has to make.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Since">Since when the counter has some of it.</param>
/// <param name="AssignedAt">When it was last announced to the counter.</param>
/// <param name="SeenAt">When somebody at the counter saw it as it was last announced; null while nobody did.</param>
public sealed record Ticket(
    string OrderId,
    string CounterId,
    DateTimeOffset Since,
    DateTimeOffset AssignedAt,
    DateTimeOffset? SeenAt = null
)
{
    /// <summary>The key of an order's ticket at a counter.</summary>
    public static string Key(string orderId, string counterId) => $"{orderId}|{counterId}";
}

/// <summary>The screens of a counter (docs/protocol.md §6).</summary>
/// <param name="IsLive">Whether somebody at the counter listens to its orders.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="SeenThrough">The last sequence of the counter's orders that somebody there has seen.</param>
public sealed record CounterScreen(bool IsLive, DateTimeOffset Since, long SeenThrough = 0);
