using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>How a guest pays.</summary>
[JsonConverter(typeof(WireEnum<PaymentMethod>))]
public enum PaymentMethod
{
    /// <summary>The guest pays by card on the provider's page.</summary>
    Card,

    /// <summary>The guest pays somebody of the staff in cash.</summary>
    Cash,

    /// <summary>The guest pays with a voucher or a gift card.</summary>
    Voucher,
}

/// <summary>How money came in, as the day's closing counts it (docs/protocol.md §5, "The day's closing").</summary>
[JsonConverter(typeof(WireEnum<Tender>))]
public enum Tender
{
    /// <summary>In cash, taken by somebody of the staff.</summary>
    Cash,

    /// <summary>By card at a terminal of the café, as the staff recorded it.</summary>
    Terminal,

    /// <summary>By card through a payment provider.</summary>
    Gateway,

    /// <summary>By a voucher or a gift card, whose issuer gives the money.</summary>
    Voucher,
}

/// <summary>Where the money of an order is; independent of <see cref="OrderStatus"/> (docs/protocol.md §5).</summary>
[JsonConverter(typeof(WireEnum<PaymentStatus>))]
public enum PaymentStatus
{
    /// <summary>Nothing has been paid so far, or only a part of the price.</summary>
    Pending,

    /// <summary>The provider is working on a payment.</summary>
    Processing,

    /// <summary>The whole price came in.</summary>
    Paid,

    /// <summary>The last try to pay failed.</summary>
    Failed,

    /// <summary>All the money went back to the guest.</summary>
    Refunded,

    /// <summary>Some of the money went back to the guest.</summary>
    PartiallyRefunded,
}

/// <summary>How a try to pay went.</summary>
[JsonConverter(typeof(WireEnum<PaymentResult>))]
public enum PaymentResult
{
    /// <summary>The money has come in.</summary>
    Success,

    /// <summary>The money has not come in.</summary>
    Failed,
}

/// <summary>How far a refund is; it only goes on, never back.</summary>
[JsonConverter(typeof(WireEnum<RefundStatus>))]
public enum RefundStatus
{
    /// <summary>Given back by the café; the provider has not said yet that it arrived.</summary>
    Pending,

    /// <summary>The money arrived at the guest, or was given back in cash.</summary>
    Succeeded,

    /// <summary>It did not arrive: the café has the money again.</summary>
    Failed,
}
