using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>A payment provider with webhooks: it says things twice, in the wrong order, of wrong amounts, and of orders nobody knows.</summary>
internal sealed class ProviderLife(CafeLife life)
{
    private int _events;

    /// <summary>The guest pays on the provider's page.</summary>
    public void Pay(string orderId)
    {
        var due = life.Cafe.Order(orderId)!.Total;
        if (!due.IsPositive)
        {
            return;
        }

        switch (life.Random.Next(10))
        {
            case 0:
                Paid(orderId, due + new Money(20));
                break;
            case 1:
                Paid(orderId, due - new Money(1));
                life.InSeconds(5, 60, () => Paid(orderId, life.Cafe.Order(orderId)!.Total));
                break;
            case 2:
                Say(orderId, ProviderEventKind.PaymentSucceeded, due, currency: "USD");
                Paid(orderId, due);
                break;
            case 3:
                Say(orderId, ProviderEventKind.RefundTotal, new Money(50));
                Paid(orderId, due);
                break;
            case 4:
                Say($"nowhere-{_events}", ProviderEventKind.PaymentSucceeded, due);
                Paid(orderId, due);
                break;
            default:
                Paid(orderId, due);
                break;
        }

        life.InSeconds(30, 600, () => Settle(orderId));
        life.InSeconds(600, 1_200, () => Settle(orderId));
    }

    /// <summary>The provider says that it works on it.</summary>
    public void Work(string orderId) =>
        Say(orderId, ProviderEventKind.PaymentProcessing, life.Cafe.Order(orderId)!.Total);

    /// <summary>The provider works on it, and then the guest thinks better of it.</summary>
    public void GiveUp(string orderId)
    {
        var name = life.Chance(50) ? $"pi-{++_events}" : null;
        Say(orderId, ProviderEventKind.PaymentProcessing, Money.Zero, transactionId: name);
        life.InSeconds(
            5,
            600,
            () => Say(orderId, ProviderEventKind.PaymentCancelled, Money.Zero, transactionId: name)
        );
    }

    private void Paid(string orderId, Money amount)
    {
        var tip = life.Chance(30) ? new Money(life.Random.Next(1, 200)) : Money.Zero;
        life.Ledger.Till += amount + tip;
        Say(orderId, ProviderEventKind.PaymentSucceeded, amount, tip);
    }

    /// <summary>What the café gave back arrives, or does not.</summary>
    private void Settle(string orderId)
    {
        var payment = life.Cafe.Order(orderId)!.Payment;
        if (life.Chance(30) && payment.Refunded.IsPositive)
        {
            Say(orderId, ProviderEventKind.RefundTotal, payment.Refunded);
        }

        foreach (var refund in payment.RefundsById.Values)
        {
            // A refund that fails leaves money of an order that is to be paid: the manager's affair, not this day's.
            var fails = life.Chance(10) && life.Cafe.Order(orderId)!.Status != OrderStatus.Pending;
            Say(
                orderId,
                fails ? ProviderEventKind.RefundFailed : ProviderEventKind.RefundSucceeded,
                refund.Amount,
                refundId: refund.RefundId
            );
        }
    }

    private void Say(
        string orderId,
        ProviderEventKind kind,
        Money amount,
        Money tip = default,
        string? currency = null,
        string? refundId = null,
        string? transactionId = null
    )
    {
        var said = new ReportProviderEvent(
            new ProviderEvent(
                $"provider:{++_events}",
                orderId,
                kind,
                amount,
                tip,
                currency ?? life.Cafe.Profile.Currency,
                kind == ProviderEventKind.PaymentSucceeded ? $"pi-{_events}" : transactionId,
                refundId,
                Provider: "provider"
            )
        );
        life.Do(Day.Bank, said);
        if (life.Chance(20))
        {
            Assert.Empty(life.Try(Day.Bank, said).Facts);
            life.InSeconds(60, 3_600, () => Assert.Empty(life.Try(Day.Bank, said).Facts));
        }
    }
}
