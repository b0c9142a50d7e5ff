using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>The money of some orders, as their owners' channels tell it. Pure.</summary>
/// <param name="Paid">What was paid, with tips.</param>
/// <param name="GivenBack">What was refunded of it.</param>
internal readonly record struct Takings(Money Paid, Money GivenBack)
{
    /// <summary>What the café keeps.</summary>
    public Money Kept => new(Paid.MinorUnits - GivenBack.MinorUnits);

    /// <summary>Adds up what was paid and refunded in the messages.</summary>
    /// <param name="messages">Messages of guests' channels, each once.</param>
    /// <param name="counts">Which orders count.</param>
    public static Takings Of(IEnumerable<ReceivedMessage> messages, Func<string, bool> counts)
    {
        long paid = 0;
        var back = new Dictionary<string, long>();
        foreach (var message in messages)
        {
            using var data = JsonDocument.Parse(message.Data);
            // A payment that was encrypted for somebody else has no amount here.
            switch (message.Type)
            {
                case "payment_processed"
                    when counts(OrderOf(data)) && AmountOf(data, "amount"u8) is { } amount:
                    paid += amount.MinorUnits;
                    break;
                case "payment_refunded"
                    when counts(OrderOf(data)) && AmountOf(data, "totalRefunded"u8) is { } total:
                    back[OrderOf(data)] = Math.Max(
                        back.GetValueOrDefault(OrderOf(data)),
                        total.MinorUnits
                    );
                    break;
                default:
                    break;
            }
        }

        return new(new(paid), new(back.Values.Sum()));
    }

    private static string OrderOf(JsonDocument data) =>
        data.RootElement.GetProperty("orderId"u8).GetString()!;

    private static Money? AmountOf(JsonDocument data, ReadOnlySpan<byte> name) =>
        data.RootElement.TryGetProperty(name, out var amount)
            ? amount.Deserialize(ProtocolJson.Default.Money)
            : null;
}
