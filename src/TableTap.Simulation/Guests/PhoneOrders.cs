using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Client.Contract;

namespace TableTap.Simulation.Guests;

/// <summary>The orders of a phone, each from the messages that are about it, whether or not it is known yet by whom it was made. Thread-safe.</summary>
internal sealed class PhoneOrders
{
    private readonly ConcurrentDictionary<string, GuestOrder> _orders = new(StringComparer.Ordinal);

    /// <summary>The order with this id.</summary>
    /// <param name="orderId">The id of the order.</param>
    public GuestOrder Of(string orderId) => _orders.GetOrAdd(orderId, static _ => new());

    /// <summary>A message of the guest's channel.</summary>
    /// <param name="message">The message.</param>
    public void Take(ReceivedMessage message)
    {
        using var data = JsonDocument.Parse(message.Data);
        if (
            data.RootElement.TryGetProperty("orderId"u8, out var id)
            && id.GetString() is { } orderId
        )
        {
            Of(orderId).Take(message);
        }
    }
}
