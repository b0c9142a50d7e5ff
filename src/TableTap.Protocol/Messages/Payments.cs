using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary><c>payment_processed</c> (document, "Payment Updates").</summary>
public sealed record PaymentProcessed(
    string OrderId,
    string TransactionId,
    Amount Amount,
    PaymentMethod Method,
    PaymentResult Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ReceiptUrl,
    long OrderVersion
);

/// <summary><c>payment_failed</c>.</summary>
public sealed record PaymentFailed(
    string OrderId,
    string Reason,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? RetryUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    long OrderVersion
);

/// <summary><c>payment_refunded</c> (section 2).</summary>
public sealed record PaymentRefunded(
    string OrderId,
    string RefundId,
    Amount Amount,
    Amount TotalRefunded,
    PaymentStatus Status,
    string Reason,
    long OrderVersion
);
