namespace TableTap.Realtime;

/// <summary>Everything about sessions and delivery that configuration can change. Immutable.</summary>
public sealed record RealtimeOptions
{
    /// <summary>How sessions live and end.</summary>
    /// <value>Defaults of <see cref="SessionOptions"/>.</value>
    public SessionOptions Sessions { get; init; } = new();

    /// <summary>What one connection may send.</summary>
    /// <value>Defaults of <see cref="MessageLimitOptions"/>.</value>
    public MessageLimitOptions Messages { get; init; } = new();

    /// <summary>How many connections there may be.</summary>
    /// <value>Defaults of <see cref="AdmissionOptions"/>.</value>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>How messages reach their readers.</summary>
    /// <value>Defaults of <see cref="DeliveryOptions"/>.</value>
    public DeliveryOptions Delivery { get; init; } = new();
}
