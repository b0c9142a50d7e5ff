using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>What the alert table sees of money.</summary>
internal static class PaymentConditions
{
    /// <summary>The part of the card payments that failed lately; and what else about money a manager should check.</summary>
    public static IEnumerable<AlertCondition> Failures(AlertContext at)
    {
        var limits = at.Cafe.Profile.Limits.Alerts;
        var cards = at.Cafe.Figures.Cards;
        var (succeeded, failed) = cards.Within(limits.PaymentWindow, at.Now);
        if (failed > 0)
        {
            var percent = 100.0 * failed / (succeeded + failed);
            var counts = failed >= limits.PaymentFailuresLeast;
            yield return new AlertCondition(
                "",
                $"{failed} of {Counted.Of(succeeded + failed, "card payment", "card payments")} failed lately"
            )
            {
                WarningAt = Now(counts && percent > at.Limits.Warning),
                CriticalAt = Now(counts && percent > at.Limits.Critical),
                Keeps = percent >= at.Limits.Clears,
                EvaluateAt = cards.NextChange(limits.PaymentWindow, at.Now),
                Value = Math.Round(percent),
            };
        }

        // A refund that failed is told with the refunds.
        foreach (
            var concern in at.Cafe.MoneyConcerns.Values.Where(one =>
                one.Kind != MoneyConcernKind.RefundFailed
            )
        )
        {
            yield return new AlertCondition(
                concern.ConcernId,
                Describe(concern, concern.OrderNumber ?? concern.OrderId)
            )
            {
                WarningAt = concern.Since,
                CriticalAt = IsLost(concern.Kind) ? concern.Since : null,
                OrderId = concern.OrderNumber is null ? null : concern.OrderId,
            };
        }
    }

    /// <summary>Whether somebody is out of money until a person does something.</summary>
    private static bool IsLost(MoneyConcernKind kind) =>
        kind is MoneyConcernKind.WrongCurrency or MoneyConcernKind.Unplaced;

    private static string Describe(MoneyConcern concern, string order) =>
        concern.Kind switch
        {
            MoneyConcernKind.PaidAfterCancel =>
                $"Money came for {order} after it was cancelled, and goes back",
            MoneyConcernKind.PaidTwice => $"{order} was paid twice; one payment goes back",
            MoneyConcernKind.WrongAmount =>
                $"Another amount came for {order} than was due; what is not due goes back",
            MoneyConcernKind.WrongCurrency =>
                $"Money came for {order} in another currency: give it back at the provider",
            MoneyConcernKind.VoucherUnsettled =>
                $"The issuer of a voucher for {order} does not settle it: ask there",
            _ => $"The payment provider moved money for {order}, which the café cannot place",
        };

    private static DateTimeOffset? Now(bool holds) => holds ? DateTimeOffset.MinValue : null;
}
