using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Money of an order that came in by one payment; what goes back of it goes back by the same way.</summary>
/// <param name="TransactionId">The provider's id of the payment, or the café's own for cash.</param>
/// <param name="Amount">How much came in, the tip with it.</param>
/// <param name="Provider">The provider that carries refunds of it; null where nobody does: the money was given back when that was booked.</param>
/// <param name="ReceiptNumber">The number of its receipt; null where the café counted no tax.</param>
/// <param name="Tender">How it came in; null where an earlier version counted it.</param>
/// <param name="Rounded">What of it was cash that was rounded; null where none was.</param>
/// <param name="At">When it came in; null where an earlier version counted it.</param>
/// <param name="Tip">What of it is a tip.</param>
/// <param name="Taxes">The tax in it by rate, where a provider brought it for an order on a bill; null otherwise.</param>
public sealed record Capture(
    string TransactionId,
    Money Amount,
    string? Provider,
    long? ReceiptNumber = null,
    Tender? Tender = null,
    RoundedCash? Rounded = null,
    DateTimeOffset? At = null,
    Money Tip = default,
    EquatableList<TaxAmount>? Taxes = null
)
{
    /// <summary>How it came in; of what an earlier version counted, as far as can be told.</summary>
    public Tender PaidBy => Tender ?? (Provider is null ? Terms.Tender.Cash : Terms.Tender.Gateway);
}

/// <summary>Cash that came in for a price that it is not exactly.</summary>
/// <param name="Amount">How much came in, the tip left out.</param>
/// <param name="Rounding">What of that the rounding added; negative where it took off.</param>
public sealed record RoundedCash(Money Amount, Money Rounding);
