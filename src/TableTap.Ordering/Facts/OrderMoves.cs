using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>An order for later was paid, or the guest is trusted to pay at the end: the counters get it when its time comes.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who did it; <see cref="OrderMovedFact.System"/> on payment.</param>
/// <param name="ScheduledFor">When the guest wants to have it.</param>
public sealed record OrderScheduledFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    DateTimeOffset ScheduledFor
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Scheduled;
}

/// <summary>
/// An order was paid, or the guest is trusted to pay at the end, and its time has come where it was for later: the counters get it.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who did it; <see cref="OrderMovedFact.System"/> on payment.</param>
/// <param name="EstimatedTime">Minutes until it should be ready; at least 1.</param>
/// <param name="Expected">What the estimate was before it was corrected by the café's own error; null when nothing is to be made.</param>
/// <param name="Wait">What it waits for where nobody is there to make it, so that no time is promised; else null.</param>
/// <param name="LateBy">Minutes by which an order for later will be ready after its time; null where it is in time.</param>
public sealed record OrderConfirmedFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    int EstimatedTime,
    TimeSpan? Expected = null,
    WaitReason? Wait = null,
    int? LateBy = null
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Confirmed;
}

/// <summary>The first item of an order was started.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who started it.</param>
/// <param name="EstimatedTime">Minutes until it should be ready; at least 1.</param>
public sealed record OrderStartedFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    int EstimatedTime
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Preparing;
}

/// <summary>All of an order waits for the guest.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who did it; <see cref="OrderMovedFact.System"/> unless a manager forced it.</param>
/// <param name="Reason">Why it was forced.</param>
/// <param name="PickupLocation">Names of the counters to go to.</param>
/// <param name="PickupCode">What the guest shows; null where the number is enough.</param>
/// <param name="ExpiresAt">Until when the code is shown; null without one.</param>
/// <param name="Quote">
/// What was quoted and how long it took; null when nothing was to be made, and when it is ready again after a recall.
/// </param>
public sealed record OrderReadyFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    string? Reason,
    string PickupLocation,
    string? PickupCode,
    DateTimeOffset? ExpiresAt,
    QuoteOutcome? Quote = null
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Ready;
}

/// <summary>An order was not ready after all; code and place in the queue are kept.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who called it back.</param>
/// <param name="Reason">Why it was not ready, in words.</param>
/// <param name="EstimatedTime">Minutes until it should be ready again; at least 1.</param>
public sealed record OrderRecalledFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    string Reason,
    int EstimatedTime
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Preparing;
}

/// <summary>The guest has received the order.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who handed it over.</param>
/// <param name="Reason">Why without a code, if a manager did it so.</param>
public sealed record OrderCompletedFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    string? Reason
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Completed;
}

/// <summary>An order was not handed over after all: it waits for its guest again.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who opened it again.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="PickupCode">What the guest shows; null where the number is enough.</param>
/// <param name="ExpiresAt">Until when the code is shown; null without one.</param>
public sealed record OrderReopenedFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    string Reason,
    string? PickupCode,
    DateTimeOffset? ExpiresAt
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Ready;
}

/// <summary>An order will not be made. Money that goes back follows as <see cref="PaymentRefundedFact"/>.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">Who cancelled it; <see cref="OrderMovedFact.System"/> for a payment that expired or failed.</param>
/// <param name="Reason">The kind of reason for the cancellation.</param>
/// <param name="Message">Why, in words.</param>
/// <param name="RefundRequired">Whether money goes back.</param>
/// <param name="RefundAmount">How much money goes back; zero where none does.</param>
public sealed record OrderCancelledFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By,
    CancelReason Reason,
    string Message,
    bool RefundRequired,
    Money RefundAmount
) : OrderMovedFact(At, OrderId, From, By)
{
    /// <inheritdoc/>
    public override OrderStatus To => OrderStatus.Cancelled;
}
