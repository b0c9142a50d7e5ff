using TableTap.Realtime.Keys;

namespace TableTap.Realtime.Options;

/// <summary>Everything about sessions and delivery that configuration can change. Immutable.</summary>
public sealed record RealtimeOptions
{
    /// <summary>How sessions live and end.</summary>
    public SessionOptions Sessions { get; init; } = new();

    /// <summary>What one connection may send.</summary>
    public MessageLimitOptions Messages { get; init; } = new();

    /// <summary>How many connections there may be.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>Who gets payment data how (section 9).</summary>
    /// <value>Default: <see cref="PaymentEncryption.WhenKeyPresent"/>; a server reads it from <c>Security:PaymentEncryption</c>.</value>
    public PaymentEncryption Payments { get; init; } = PaymentEncryption.WhenKeyPresent;

    /// <summary>How messages reach their readers.</summary>
    public DeliveryOptions Delivery { get; init; } = new();
}
