using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What a provider says of refunds: of those that the café gave, and of those that somebody gave at the provider
/// (docs/protocol.md §5, "Money").
/// </summary>
internal static class ReportedRefunds
{
    private const string AtTheProvider = "refunded_by_provider";

    /// <summary>Whether an event gives back money that has not come in, as far as the café knows.</summary>
    public static bool IsEarly(Order order, ProviderEvent reported) =>
        reported.Kind switch
        {
            ProviderEventKind.RefundTotal => reported.Amount
                > order.Payment.Refunded + order.Payment.Refundable,
            ProviderEventKind.RefundPending or ProviderEventKind.RefundSucceeded => Find(
                order.Payment,
                reported
            )
                is null
                && reported.Amount > order.Payment.Refundable,
            _ => false,
        };

    /// <summary>Takes what is said of one refund.</summary>
    public static void One(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        var status = reported.Kind switch
        {
            ProviderEventKind.RefundSucceeded => RefundStatus.Succeeded,
            ProviderEventKind.RefundFailed => RefundStatus.Failed,
            _ => RefundStatus.Pending,
        };
        var known = Find(order.Payment, reported);
        if (known is null && status != RefundStatus.Failed && reported.Amount.IsPositive)
        {
            Refunds.AtProvider(draft, order, reported, reported.Amount, status, AtTheProvider);
        }
        else if (
            known is not null
            && (status > known.Status || known.ProviderRefundId is null && status == known.Status)
        )
        {
            Report(draft, order.OrderId, known, status, reported);
        }
        else
        {
            Note(draft, order, reported);
        }
    }

    /// <summary>Takes what is said of all refunds together: what waited has arrived, what is more was given at the provider.</summary>
    public static void Total(DecisionDraft draft, Order order, ProviderEvent reported)
    {
        var refunds = Meant(order.Payment, reported);
        var arrived = Sum(refunds, RefundStatus.Succeeded);
        foreach (var refund in refunds.Where(one => one.Status == RefundStatus.Pending))
        {
            if (arrived + refund.Amount <= reported.Amount)
            {
                arrived += refund.Amount;
                Report(draft, order.OrderId, refund, RefundStatus.Succeeded, reported);
            }
        }

        var counted = Sum(refunds, RefundStatus.Succeeded) + Sum(refunds, RefundStatus.Pending);
        var more = reported.Amount - counted;
        more = more < order.Payment.Refundable ? more : order.Payment.Refundable;
        if (more.IsPositive)
        {
            Refunds.AtProvider(
                draft,
                draft.Order(order.OrderId),
                reported,
                more,
                RefundStatus.Succeeded,
                AtTheProvider
            );
        }
        else if (!draft.Cafe.ProviderEvents.Contains(reported.EventId))
        {
            Note(draft, order, reported);
        }
    }

    /// <summary>Ends a refund because somebody of the café says so.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">Of which order.</param>
    /// <param name="refund">The refund, which is pending.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="reason">Why, in words; null for no reason.</param>
    public static void Settle(
        DecisionDraft draft,
        string orderId,
        Refund refund,
        RefundStatus status,
        string? reason
    ) => Report(draft, orderId, refund, status, reason, null, null, draft.By);

    private static void Report(
        DecisionDraft draft,
        string orderId,
        Refund refund,
        RefundStatus status,
        ProviderEvent reported
    ) =>
        Report(
            draft,
            orderId,
            refund,
            status,
            InputChecks.Trimmed(reported.Reason),
            reported.Kind == ProviderEventKind.RefundTotal ? null : reported.RefundId,
            reported.EventId,
            null
        );

    private static void Report(
        DecisionDraft draft,
        string orderId,
        Refund refund,
        RefundStatus status,
        string? reason,
        string? providerRefundId,
        string? eventId,
        string? by
    )
    {
        var payment = draft.Order(orderId).Payment;
        var failed = status == RefundStatus.Failed;
        var total = failed ? payment.Refunded - refund.Amount : payment.Refunded;
        draft.Emit(
            new RefundReportedFact(
                draft.Now,
                orderId,
                refund.RefundId,
                refund.Amount,
                status,
                total,
                failed
                    ? payment.Without(refund).StatusFor(draft.Order(orderId).Total)
                    : payment.Status,
                reason,
                providerRefundId,
                eventId,
                by
            )
        );
        if (failed)
        {
            MoneyConcernDecider.Arrived(draft, refund.RefundId);
            MoneyConcernDecider.Raise(draft, MoneyConcernKind.RefundFailed, orderId, refund.Amount);
        }
        else if (status == RefundStatus.Succeeded)
        {
            MoneyConcernDecider.Arrived(draft, refund.RefundId);
        }
    }

    private static void Note(DecisionDraft draft, Order order, ProviderEvent reported) =>
        draft.Emit(new PaymentEventRecordedFact(draft.Now, order.OrderId, reported.EventId));

    /// <summary>
    /// The refund that is meant: by the café's own id, which TableTap tells a provider, or by the provider's; else the oldest of that amount that the provider has
    /// not named yet.
    /// </summary>
    private static Refund? Find(Payment payment, ProviderEvent reported)
    {
        var refunds = Meant(payment, reported);
        if (reported.CafeRefundId is { } own && payment.RefundsById.TryGet(own, out var given))
        {
            return given;
        }

        return reported.RefundId is { } id
            ? refunds.FirstOrDefault(one => one.ProviderRefundId == id)
                ?? refunds.FirstOrDefault(one => one.RefundId == id)
                ?? refunds.FirstOrDefault(one =>
                    one.ProviderRefundId is null
                    && one.Amount == reported.Amount
                    && one.Status != RefundStatus.Failed
                )
            : refunds.FirstOrDefault(one =>
                one.Amount == reported.Amount && one.Status != RefundStatus.Failed
            );
    }

    /// <summary>The refunds of the payment that an event names; all of the order where it names none that is known.</summary>
    private static IReadOnlyList<Refund> Meant(Payment payment, ProviderEvent reported) =>
        [
            .. payment.RefundsById.Values.Where(one =>
                reported.TransactionId is not { } paid
                || !payment.Transactions.Contains(paid)
                || one.TransactionId == paid
            ),
        ];

    private static Money Sum(IEnumerable<Refund> refunds, RefundStatus status) =>
        refunds
            .Where(one => one.Status == status)
            .Aggregate(Money.Zero, (sum, one) => sum + one.Amount);
}
