using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where an order is (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Placed, not paid and not promised to be.</summary>
    Pending,

    /// <summary>It was accepted for later: the counters get it when its time comes.</summary>
    Scheduled,

    /// <summary>It was paid, or the guest is trusted to pay at the end; the counters have it.</summary>
    Confirmed,

    /// <summary>Somebody at a counter has started an item of it.</summary>
    Preparing,

    /// <summary>All of it waits for the guest.</summary>
    Ready,

    /// <summary>The guest has it; no other status follows.</summary>
    Completed,

    /// <summary>It will not be made; no other status follows.</summary>
    Cancelled,
}

/// <summary>Where an item of an order is at its counter (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<LineStatus>))]
public enum LineStatus
{
    /// <summary>It waits at its counter to be started.</summary>
    Queued,

    /// <summary>Somebody at the counter is making it.</summary>
    Started,

    /// <summary>It is made and waits for the guest.</summary>
    Ready,

    /// <summary>It will not be made.</summary>
    Voided,

    /// <summary>It is of a later course and waits until that is fired.</summary>
    Held,
}

/// <summary>Where the guest eats.</summary>
[JsonConverter(typeof(WireEnum<OrderType>))]
public enum OrderType
{
    /// <summary>The order is packed, and the guest collects it at the counter.</summary>
    Takeaway,

    /// <summary>The guest eats at a table of the café.</summary>
    [Word("dine-in")]
    DineIn,
}

/// <summary>How urgent an order is in its counters' queues.</summary>
[JsonConverter(typeof(WireEnum<OrderPriority>))]
public enum OrderPriority
{
    /// <summary>It is made after the orders of every other priority.</summary>
    Low,

    /// <summary>It is made in the order of its arrival.</summary>
    Normal,

    /// <summary>It is made before the orders of normal and low priority.</summary>
    High,

    /// <summary>It is made before the orders of every other priority.</summary>
    Urgent,
}

/// <summary>Why an order was cancelled.</summary>
[JsonConverter(typeof(WireEnum<CancelReason>))]
public enum CancelReason
{
    /// <summary>The guest asked to cancel it.</summary>
    CustomerRequest,

    /// <summary>The café cannot make it; its own fault.</summary>
    ItemUnavailable,

    /// <summary>It was not paid by card in time, or that failed too often.</summary>
    PaymentFailed,

    /// <summary>It was to be paid in cash, and nobody confirmed it in time.</summary>
    NotConfirmed,

    /// <summary>It stood ready, and nobody came for it.</summary>
    Uncollected,

    /// <summary>The reason is none of the others.</summary>
    Other,
}
