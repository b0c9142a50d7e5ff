using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>How a guest pays.</summary>
[JsonConverter(typeof(WireEnum<PaymentMethod>))]
public enum PaymentMethod
{
    /// <summary>On the provider's page.</summary>
    Card,

    /// <summary>To somebody of the staff.</summary>
    Cash,
}

/// <summary>Where the money of an order is; independent of <see cref="OrderStatus"/> (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<PaymentStatus>))]
public enum PaymentStatus
{
    /// <summary>Not paid.</summary>
    Pending,

    /// <summary>The provider works on it.</summary>
    Processing,

    /// <summary>All of it was captured.</summary>
    Paid,

    /// <summary>The last try failed.</summary>
    Failed,

    /// <summary>All of it went back.</summary>
    Refunded,

    /// <summary>Some of it went back.</summary>
    PartiallyRefunded,
}

/// <summary>How a try to pay went.</summary>
[JsonConverter(typeof(WireEnum<PaymentResult>))]
public enum PaymentResult
{
    /// <summary>The money is there.</summary>
    Success,

    /// <summary>It is not.</summary>
    Failed,
}

/// <summary>How far a refund is; it only goes on, never back.</summary>
[JsonConverter(typeof(WireEnum<RefundStatus>))]
public enum RefundStatus
{
    /// <summary>Given back by the café; the provider has not said yet that it arrived.</summary>
    Pending,

    /// <summary>It arrived, or was cash.</summary>
    Succeeded,

    /// <summary>It did not arrive: the café has the money again.</summary>
    Failed,
}
