using TableTap.Client;
using TableTap.Protocol;

namespace TableTap.Server.Simulation;

/// <summary>The tickets of one counter, as its screen shows them from messages alone. Thread-safe.</summary>
internal sealed class TicketRail
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, OrderAssigned> _queued = [];
    private readonly HashSet<string> _ended = [];

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _queued.Count;
            }
        }
    }

    /// <summary>A message of the counter's channel.</summary>
    /// <returns>Whether there is new work.</returns>
    public bool Take(ReceivedMessage message)
    {
        switch (message.Type)
        {
            case "order_assigned":
                var ticket = message.As<OrderAssigned>();
                lock (_gate)
                {
                    return !_ended.Contains(ticket.OrderId)
                        && _queued.TryAdd(ticket.OrderId, ticket);
                }

            case "order_cancelled":
                Remove(message.As<OrderCancelled>().OrderId);
                return false;
            case "order_completed":
                Remove(message.As<OrderCompleted>().OrderId);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Takes the next tickets off the rail, oldest first.</summary>
    public IReadOnlyList<OrderAssigned> Next(int atMost)
    {
        lock (_gate)
        {
            OrderAssigned[] batch = [.. _queued.Values.Take(atMost)];
            foreach (var ticket in batch)
            {
                _queued.Remove(ticket.OrderId);
            }

            return batch;
        }
    }

    private void Remove(string orderId)
    {
        lock (_gate)
        {
            _queued.Remove(orderId);
            _ended.Add(orderId);
        }
    }
}
