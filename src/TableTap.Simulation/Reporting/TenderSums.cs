using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>
/// What was kept of guests' money by how it came, as their channels tell it: a card is a card there, whether at the café's terminal or
/// through a provider, and tips are not told. Pure.
/// </summary>
/// <param name="Cash">In cash.</param>
/// <param name="Card">By card.</param>
/// <param name="Voucher">By voucher.</param>
internal readonly record struct TenderSums(Money Cash, Money Card, Money Voucher)
{
    /// <summary>Adds up what was paid and refunded in the messages; money goes back the way it came.</summary>
    /// <param name="messages">Messages of guests' channels, each once.</param>
    public static TenderSums Of(IEnumerable<ReceivedMessage> messages)
    {
        var orders = new Dictionary<string, OrderMoney>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            switch (message.Type)
            {
                case "payment_processed" when HasAmount(message):
                    var paid = message.As<PaymentProcessed>();
                    orders[paid.OrderId] = orders.GetValueOrDefault(paid.OrderId).With(paid);
                    break;
                case "payment_refunded" when HasAmount(message):
                    var back = message.As<PaymentRefunded>();
                    orders[back.OrderId] = orders.GetValueOrDefault(back.OrderId).With(back);
                    break;
                default:
                    break;
            }
        }

        return orders.Values.Aggregate(default(TenderSums), (sum, order) => sum + order.Kept);
    }

    /// <summary>A payment that was encrypted for somebody else has no amount here.</summary>
    private static bool HasAmount(ReceivedMessage message)
    {
        using var data = JsonDocument.Parse(message.Data);
        return data.RootElement.TryGetProperty("amount"u8, out _);
    }

    /// <summary>Adds two sums of all tenders.</summary>
    /// <param name="one">The first of them.</param>
    /// <param name="other">The second of them.</param>
    public static TenderSums operator +(TenderSums one, TenderSums other) =>
        new(one.Cash + other.Cash, one.Card + other.Card, one.Voucher + other.Voucher);

    /// <summary>The money of one order; none of those that get some back is paid in two ways.</summary>
    private readonly record struct OrderMoney(TenderSums Paid, Money Back)
    {
        /// <summary>What is kept of it.</summary>
        public TenderSums Kept =>
            Paid.Cash.IsPositive ? Paid with { Cash = Paid.Cash - Back }
            : Paid.Card.IsPositive ? Paid with { Card = Paid.Card - Back }
            : Paid with { Voucher = Paid.Voucher - Back };

        /// <summary>The same with a payment.</summary>
        public OrderMoney With(PaymentProcessed paid) =>
            this with
            {
                Paid =
                    Paid
                    + (
                        paid.Voucher is not null ? new(default, default, paid.Amount)
                        : paid.Method == PaymentMethod.Cash ? new(paid.Amount, default, default)
                        : new TenderSums(default, paid.Amount, default)
                    ),
            };

        /// <summary>The same with a refund; its messages come more than once, each with what went back so far.</summary>
        public OrderMoney With(PaymentRefunded back) =>
            this with
            {
                Back = back.TotalRefunded > Back ? back.TotalRefunded : Back,
            };
    }
}
