using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// Guests who pay by card what they ordered on the bill of their table. Some do it so long after they opened the provider's page that the
/// till has taken the money, or a part of it, or that the order costs something else or is cancelled.
/// </summary>
internal sealed class OwnShareLife(CafeLife life)
{
    private const string Provider = "own-share";

    // Of its own: a day without it is the same day.
    private readonly Random _random = new(life.Plan.Seed ^ 0xca4d);
    private int _events;

    /// <summary>Whoever ordered something on a bill may pay it by card.</summary>
    public void Come(string orderId)
    {
        if (_random.Next(3) == 0)
        {
            After(5, 80, () => Open(orderId));
        }
    }

    /// <summary>The page says what is due now; that is what comes, whenever it comes.</summary>
    private void Open(string orderId)
    {
        // Once all is calm the money of the day is counted.
        if (life.IsCalm || life.Cafe.Order(orderId) is not { IsPayableByCard: true } order)
        {
            return;
        }

        var due = order.DueByCard;
        var transaction = $"{Provider}-{orderId}-{++_events}";
        if (_random.Next(2) == 0)
        {
            Say(orderId, ProviderEventKind.PaymentProcessing, due, transaction);
        }

        After(0, 40, () => Pay(orderId, due, transaction));
    }

    private void Pay(string orderId, Money due, string transaction)
    {
        if (life.IsCalm)
        {
            return;
        }

        var tip = _random.Next(4) == 0 ? new Money(_random.Next(1, 200)) : Money.Zero;
        life.Ledger.Till += due + tip;
        var facts = Say(orderId, ProviderEventKind.PaymentSucceeded, due, transaction, tip);
        var paid = Assert.Single(facts.OfType<PaymentProcessedFact>());
        Assert.Equal(due + tip, paid.Amount + paid.Tip);
        life.Seen.Add(nameof(Order.IsPayableByCard));
        life.Seen.UnionWith(
            facts.OfType<MoneyConcernRaisedFact>().Select(concern => (object)concern.Kind)
        );
        After(1, 20, () => Settle(orderId));
    }

    /// <summary>What went back arrives.</summary>
    private void Settle(string orderId)
    {
        foreach (var refund in life.Cafe.Order(orderId)!.Payment.RefundsById.Values)
        {
            if (refund is { Status: RefundStatus.Pending, Provider: Provider })
            {
                Say(
                    orderId,
                    ProviderEventKind.RefundSucceeded,
                    refund.Amount,
                    refundId: refund.RefundId
                );
            }
        }
    }

    /// <summary>The provider says something, and sometimes says it twice.</summary>
    private ImmutableArray<Fact> Say(
        string orderId,
        ProviderEventKind kind,
        Money amount,
        string? transaction = null,
        Money tip = default,
        string? refundId = null
    )
    {
        var said = new ReportProviderEvent(
            new ProviderEvent(
                $"{Provider}:{++_events}",
                orderId,
                kind,
                amount,
                tip,
                life.Cafe.Profile.Currency,
                transaction,
                refundId,
                Provider: Provider
            )
        );
        var decision = life.Try(Day.Bank, said);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        if (_random.Next(4) == 0)
        {
            Assert.Empty(life.Try(Day.Bank, said).Facts);
        }

        return decision.Facts;
    }

    private void After(int least, int most, Action happens) =>
        life.In(TimeSpan.FromSeconds(_random.Next(least * 60, most * 60)), happens);
}
