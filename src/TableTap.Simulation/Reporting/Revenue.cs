using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>The money of some orders, as their owners' channels tell it. Pure.</summary>
/// <param name="Paid">What was paid, without tips.</param>
/// <param name="GivenBack">What was refunded of it.</param>
internal readonly record struct Revenue(Money Paid, Money GivenBack)
{
    /// <summary>What the café keeps.</summary>
    public Money Kept => Paid - GivenBack;

    /// <summary>Adds up what was paid and refunded in the messages.</summary>
    /// <param name="messages">Messages of guests' channels, each once.</param>
    /// <param name="counts">Which orders count.</param>
    public static Revenue Of(IEnumerable<ReceivedMessage> messages, Func<string, bool> counts)
    {
        var paid = Money.Zero;
        var back = new Dictionary<string, Money>();
        foreach (var message in messages)
        {
            using var data = JsonDocument.Parse(message.Data);
            // A payment that was encrypted for somebody else has no amount here.
            switch (message.Type)
            {
                case "payment_processed"
                    when counts(OrderOf(data)) && AmountOf(data, "amount"u8) is { } amount:
                    paid += amount;
                    break;
                case "payment_refunded"
                    when counts(OrderOf(data)) && AmountOf(data, "totalRefunded"u8) is { } total:
                    var before = back.GetValueOrDefault(OrderOf(data));
                    back[OrderOf(data)] = total > before ? total : before;
                    break;
                default:
                    break;
            }
        }

        return new(paid, back.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount));
    }

    private static string OrderOf(JsonDocument data) =>
        data.RootElement.GetProperty("orderId"u8).GetString()!;

    private static Money? AmountOf(JsonDocument data, ReadOnlySpan<byte> name) =>
        data.RootElement.TryGetProperty(name, out var amount)
            ? amount.Deserialize(ProtocolJson.Default.Money)
            : null;
}
