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

/// <summary><c>refund_issue</c>: a manager gives money of an order back.</summary>
/// <param name="OrderId">For which order.</param>
/// <param name="Amount">How much money goes back; more than nothing.</param>
/// <param name="Reason">Why the money goes back, in words.</param>
public sealed record IssueRefund(string OrderId, Money Amount, string Reason)
    : OrderCommand(OrderId);
