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

    /// <summary>How messages reach their readers.</summary>
    public DeliveryOptions Delivery { get; init; } = new();
}
