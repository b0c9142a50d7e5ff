using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// How many of an item or an option are left to be ordered. What is confirmed takes from it; what is cancelled or voided before anybody
/// began it comes back. Below zero, more was paid for than there was.
/// </summary>
/// <param name="ItemId">The item that is counted, or null.</param>
/// <param name="OptionId">The option that is counted, or null.</param>
/// <param name="Left">How many are left.</param>
/// <param name="Since">The place, among all facts, at which somebody counted: orders confirmed before it count in none of it.</param>
/// <param name="BackAt">When it is over by itself, so that the item is there uncounted; null for no end.</param>
public sealed record Countdown(
    string? ItemId,
    string? OptionId,
    int Left,
    long Since,
    DateTimeOffset? BackAt = null
)
{
    /// <summary>The largest number that can be counted.</summary>
    public const int Most = TextLimits.Countdown;

    /// <summary>Whether none is left.</summary>
    public bool IsOver => Left <= 0;

    /// <summary>The same as something that can be out in the whole café.</summary>
    public Outage Outage => new(ItemId, null, null, OptionId);

    /// <summary>Whether an order takes of it: not one for a time at which it is over.</summary>
    /// <param name="scheduledFor">The time that the order is for; null for as soon as it can be made.</param>
    public bool CountsAt(DateTimeOffset? scheduledFor) => !(scheduledFor >= BackAt);

    /// <summary>Whether a line takes of it.</summary>
    /// <param name="line">The line to check.</param>
    public bool IsIn(OrderLine line) => Outage.IsIn(line);
}
