namespace TableTap.Ordering.State;

/// <summary>A refund whose money has not reached the guest yet, as far as the café knows: what is to be carried out, and watched.</summary>
/// <param name="OrderId">The order whose money goes back.</param>
/// <param name="OrderNumber">What people call the order.</param>
/// <param name="Refund">The refund as the order has it.</param>
/// <param name="Delivery">How the handing over to the provider goes.</param>
public sealed record PendingRefund(
    string OrderId,
    string OrderNumber,
    Refund Refund,
    RefundDelivery Delivery
)
{
    /// <summary>After what time a refund that nobody settled is given up: its order is no longer kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);
}

/// <summary>How the handing over of a refund to its provider goes.</summary>
/// <param name="Attempts">How many tries failed since it was booked, or tried again by hand.</param>
/// <param name="LastError">Why the last try failed; null where none did.</param>
/// <param name="NextAttemptAt">When the next try is due; null where none is.</param>
/// <param name="DoneAt">When the provider took it; null before.</param>
public sealed record RefundDelivery(
    int Attempts = 0,
    string? LastError = null,
    DateTimeOffset? NextAttemptAt = null,
    DateTimeOffset? DoneAt = null
)
{
    /// <summary>Whether it was tried as often as it is: a person has to look at it.</summary>
    public bool IsDead => Attempts > 0 && NextAttemptAt is null && DoneAt is null;
}
