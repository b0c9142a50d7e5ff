using System.Text.Json.Serialization;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>payment_processed</c>: the money for an order came in (section 5).</summary>
public sealed record PaymentProcessed(
    [Id] string OrderId,
    [Id] string TransactionId,
    [Bounds(0)] Money Amount,
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)] PaymentMethod Method,
    PaymentResult Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ReceiptUrl,
    [Bounds(1)] long OrderVersion,
    [Bounds(1)] long? ReceiptNumber = null,
    [Bounds(0)] Money? Due = null,
    Money? Rounding = null,
    string? Voucher = null
);

/// <summary><c>payment_failed</c>: a try to pay failed; <c>expiresAt</c> is null where the guest cannot try again (section 5).</summary>
public sealed record PaymentFailed(
    [Id] string OrderId,
    string Reason,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? RetryUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    [Bounds(1)] long OrderVersion
);

/// <summary><c>payment_refunded</c>: money went back to the guest, or a refund's status changed (section 5).</summary>
public sealed record PaymentRefunded(
    [Id] string OrderId,
    [Id] string RefundId,
    [Bounds(0)] Money Amount,
    [Bounds(0)] Money TotalRefunded,
    RefundStatus Status,
    string Reason,
    PaymentStatus PaymentStatus,
    [Bounds(1)] long OrderVersion,
    [Bounds(1)] long? ReceiptNumber = null
);
