using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>payment_record</c>: cash by an employee, a card's result by a service.</summary>
/// <param name="OrderId">For which order.</param>
/// <param name="Method">How the guest pays.</param>
/// <param name="Amount">What is due.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="Result">How it went.</param>
/// <param name="ProviderEventId">The provider's event; each counts once. Needed for a card.</param>
/// <param name="TransactionId">The provider's transaction; the event's id where it is not given.</param>
/// <param name="Reason">The provider's word for a failure: <c>insufficient_funds</c>.</param>
public sealed record RecordPayment(
    string OrderId,
    PaymentMethod Method,
    Money Amount,
    Money? Tip = null,
    PaymentResult Result = PaymentResult.Success,
    string? ProviderEventId = null,
    string? TransactionId = null,
    string? Reason = null
) : OrderCommand(OrderId);

/// <summary><c>refund_update</c>: a manager or a service says how a refund is, or wants it handed over again.</summary>
/// <param name="OrderId">Of which order.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Status">How it is; <see cref="RefundStatus.Pending"/> hands it over to the provider again.</param>
/// <param name="Reason">Why, in words; null for no reason.</param>
public sealed record UpdateRefund(
    string OrderId,
    string RefundId,
    RefundStatus Status,
    string? Reason = null
) : OrderCommand(OrderId);

/// <summary>A try to hand a refund over to its provider failed; sent by whoever hands it over.</summary>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Error">Why, in words.</param>
public sealed record ReportRefundAttempt(string RefundId, string Error) : CafeCommand;

/// <summary>A provider took a refund; sent by whoever handed it over.</summary>
/// <param name="RefundId">The id of the refund.</param>
public sealed record ReportRefundHandedOver(string RefundId) : CafeCommand;

/// <summary>A refund was pending for as long as orders are kept; sent by the café's own timer.</summary>
/// <param name="RefundId">The id of the refund.</param>
public sealed record ExpireRefund(string RefundId) : CafeCommand;

/// <summary><c>refund_issue</c>: a manager gives money of an order back.</summary>
/// <param name="OrderId">For which order.</param>
/// <param name="Amount">How much money goes back; more than nothing.</param>
/// <param name="Reason">Why the money goes back, in words.</param>
public sealed record IssueRefund(string OrderId, Money Amount, string Reason)
    : OrderCommand(OrderId);
