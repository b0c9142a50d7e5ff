using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>The money of an order: what came in and what went back.</summary>
/// <param name="Method">How the guest said to pay, then how it was paid.</param>
/// <param name="Status">Where the money is.</param>
/// <param name="ExpiresAt">When a pending order is given up, unless a payment of it is in process.</param>
/// <param name="Captured">What came in, without tips.</param>
/// <param name="Tip">What came in on top.</param>
/// <param name="Refunded">
/// What went back, refunds that failed left out; never more than came in. Taken from the price first, then from the tip.
/// </param>
/// <param name="Failures">Tries that failed while no other was in process.</param>
/// <param name="TransactionId">Of the last capture.</param>
/// <param name="ProviderEvents">Ids of the provider's events that were counted.</param>
public sealed record Payment(
    PaymentMethod Method,
    PaymentStatus Status,
    DateTimeOffset ExpiresAt,
    Money Captured = default,
    Money Tip = default,
    Money Refunded = default,
    int Failures = 0,
    string? TransactionId = null,
    EquatableList<string> ProviderEvents = default
)
{
    /// <summary>The refunds of the order, by id.</summary>
    public EquatableMap<Refund> RefundsById { get; init; }

    /// <summary>The payments that brought money, in their order; the same one brings it once.</summary>
    public EquatableList<Capture> Captures { get; init; }

    /// <summary>The provider's ids of the payments that brought money.</summary>
    public IEnumerable<string> Transactions =>
        Captures.Items.Select(capture => capture.TransactionId);

    /// <summary>The payments that the provider says are in process, by its transaction; empty for one that it did not name.</summary>
    public EquatableList<string> InProcess { get; init; }

    /// <summary>Until when a payment in process keeps the order, at most; null while none ever was.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>When a pending order is given up: later while a payment of it is in process.</summary>
    public DateTimeOffset GivenUpAt =>
        InProcess.Count > 0 && KeptUntil > ExpiresAt ? KeptUntil.Value : ExpiresAt;

    /// <summary>What the café has of the guest's money and could give back, the tip with it.</summary>
    public Money Refundable => Captured + Tip - Refunded;

    /// <summary>What the café has for the order itself, without a tip: its revenue.</summary>
    public Money Kept => Captured - (Refunded < Captured ? Refunded : Captured);

    /// <summary>Of which payments an amount goes back: the latest first, and of each what is left of it.</summary>
    internal IEnumerable<(Capture From, Money Amount)> Parts(Money amount)
    {
        foreach (var capture in Captures.Items.Reverse())
        {
            var left = capture.Amount - RefundedOf(capture.TransactionId);
            var part = left < amount ? left : amount;
            if (part.IsPositive)
            {
                amount -= part;
                yield return (capture, part);
            }
        }
    }

    /// <summary>The payment whose money a refund gives back; null where it is not known.</summary>
    internal Capture? CaptureOf(Refund refund) =>
        Captures.Items.LastOrDefault(capture => capture.TransactionId == refund.TransactionId);

    /// <summary>What went back of one payment, refunds that failed left out.</summary>
    internal Money RefundedOf(string transactionId) =>
        RefundsById
            .Values.Where(one =>
                one.TransactionId == transactionId && one.Status != RefundStatus.Failed
            )
            .Aggregate(Money.Zero, (sum, one) => sum + one.Amount);

    /// <summary>Where the money is when so much has gone back of an order that costs so much.</summary>
    internal PaymentStatus StatusWith(Money refunded, Money total) =>
        refunded.IsPositive && refunded >= Captured + Tip ? PaymentStatus.Refunded
        : (this with { Refunded = refunded }).Kept >= total ? PaymentStatus.Paid
        : refunded.IsPositive ? PaymentStatus.PartiallyRefunded
        // Too little came and could not be given back: that is not paid.
        : PaymentStatus.Failed;

    /// <summary>The same money once it is held against the price: where nothing is due and nothing is in process, it is paid.</summary>
    internal Payment Against(Money total) =>
        Status is PaymentStatus.Pending or PaymentStatus.Failed
        && !total.IsPositive
        && !Captured.IsPositive
        && InProcess.Count == 0
            ? this with
            {
                Status = PaymentStatus.Paid,
            }
            : this;
}
