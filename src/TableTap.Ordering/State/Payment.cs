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

    /// <summary>What went back of tips: of each refund what was more than the café had of the price.</summary>
    public Money TipRefunded
    {
        get
        {
            if (!Refunded.IsPositive)
            {
                return Money.Zero;
            }

            var tips = RefundsById
                .Values.Where(one => one.Status != RefundStatus.Failed)
                .Aggregate(Money.Zero, (sum, one) => sum + one.Tip);
            // What an older version gave back does not say what of it was a tip.
            return tips > Refunded - Captured ? tips : Refunded - Captured;
        }
    }

    /// <summary>What the café has for the order itself, without a tip: its revenue.</summary>
    public Money Kept => Captured - (Refunded - TipRefunded);

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
    /// <param name="transactionId">The provider's id of the payment, or the café's own for cash.</param>
    public Money RefundedOf(string transactionId) =>
        RefundsById
            .Values.Where(one =>
                one.TransactionId == transactionId && one.Status != RefundStatus.Failed
            )
            .Aggregate(Money.Zero, (sum, one) => sum + one.Amount);

    /// <summary>What of an amount that goes back now is taken from tips: what is more than the café has of the price.</summary>
    internal Money TipIn(Money amount) => amount > Kept ? amount - Kept : Money.Zero;

    /// <summary>The money with one refund more.</summary>
    internal Payment With(Refund refund) =>
        this with
        {
            Refunded = Refunded + refund.Amount,
            RefundsById = RefundsById.Set(refund.RefundId, refund),
        };

    /// <summary>The money once one of its refunds has failed: the café has it again.</summary>
    internal Payment Without(Refund refund) =>
        this with
        {
            Refunded = Refunded - refund.Amount,
            RefundsById = RefundsById.Set(
                refund.RefundId,
                refund with
                {
                    Status = RefundStatus.Failed,
                }
            ),
        };

    /// <summary>Where the money of an order is that costs so much, by what came and what went back of it.</summary>
    internal PaymentStatus StatusFor(Money total) =>
        Refunded.IsPositive && Refunded >= Captured + Tip ? PaymentStatus.Refunded
        : Kept >= total ? PaymentStatus.Paid
        : Refunded.IsPositive ? PaymentStatus.PartiallyRefunded
        // Too little came and could not be given back: that is not paid.
        : PaymentStatus.Failed;

    /// <summary>
    /// The same money once it is held against the price: where nothing is due and nothing is in process, it is paid, and no longer once
    /// something is due again.
    /// </summary>
    internal Payment Against(Money total) =>
        Captured.IsPositive ? this
        : Status is PaymentStatus.Pending or PaymentStatus.Failed
        && !total.IsPositive
        && InProcess.Count == 0
            ? this with
            {
                Status = PaymentStatus.Paid,
            }
        : Status == PaymentStatus.Paid && total.IsPositive
            ? this with
            {
                Status = PaymentStatus.Pending,
            }
        : this;
}
