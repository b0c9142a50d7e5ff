using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Where an order is (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Placed, not paid and not promised to be.</summary>
    Pending,

    /// <summary>Paid, or trusted to pay at the end; the counters have it.</summary>
    Confirmed,

    /// <summary>Somebody has started an item.</summary>
    Preparing,

    /// <summary>All of it waits for the guest.</summary>
    Ready,

    /// <summary>The guest has it. Final.</summary>
    Completed,

    /// <summary>It will not be made. Final.</summary>
    Cancelled,
}

/// <summary>Where an item of an order is at its counter (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<LineStatus>))]
public enum LineStatus
{
    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Somebody makes it.</summary>
    Started,

    /// <summary>Done.</summary>
    Ready,

    /// <summary>Will not be made.</summary>
    Voided,
}

/// <summary>Where the guest eats.</summary>
[JsonConverter(typeof(WireEnum<OrderType>))]
public enum OrderType
{
    /// <summary>Packed, collected at the counter.</summary>
    Takeaway,

    /// <summary>At a table of the café.</summary>
    [Word("dine-in")]
    DineIn,
}

/// <summary>How urgent an order is in its counters' queues.</summary>
[JsonConverter(typeof(WireEnum<OrderPriority>))]
public enum OrderPriority
{
    /// <summary>After everything else.</summary>
    Low,

    /// <summary>As it comes.</summary>
    Normal,

    /// <summary>Before the normal ones.</summary>
    High,

    /// <summary>Next.</summary>
    Urgent,
}

/// <summary>Why an order was cancelled.</summary>
[JsonConverter(typeof(WireEnum<CancelReason>))]
public enum CancelReason
{
    /// <summary>The guest asked.</summary>
    CustomerRequest,

    /// <summary>The café cannot make it; its own fault.</summary>
    ItemUnavailable,

    /// <summary>It was not paid in time, or failed too often.</summary>
    PaymentFailed,

    /// <summary>Anything else, such as not collected.</summary>
    Other,
}
