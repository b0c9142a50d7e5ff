using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>What a counter has to make of one order, as its ticket says.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="CounterId">The counter.</param>
/// <param name="Items">The lines.</param>
internal sealed record QueuedTicket(
    string OrderId,
    string CounterId,
    IReadOnlyList<AssignedItem> Items
);

/// <summary>
/// The tickets of one counter, as its screens show them from messages alone; everybody who works there takes from the same
/// rail. Thread-safe.
/// </summary>
/// <param name="counterId">The counter.</param>
internal sealed class TicketQueue(string counterId)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, QueuedTicket> _queued = [];
    private readonly Dictionary<string, long> _seen = [];
    private readonly HashSet<string> _ended = [];

    /// <summary>How many tickets wait to be made.</summary>
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

    /// <summary>A message of the counter's channels.</summary>
    /// <returns>Whether there is new work.</returns>
    public bool Take(ReceivedMessage message)
    {
        switch (message.Type)
        {
            case "order_assigned":
                return Add(message.As<OrderAssigned>());
            case "order_item_updated":
                Leave(message.As<OrderItemUpdated>());
                return false;
            case "order_cancelled":
                Remove(message.As<OrderCancelled>().OrderId);
                return false;
            case "order_completed":
                Remove(message.As<OrderCompleted>().OrderId);
                return false;
            case "counter_status_changed"
                when message.As<CounterStatusChanged>().CurrentStatus != CounterStatus.Active:
                Clear();
                return false;
            default:
                return false;
        }
    }

    /// <summary>Takes the next ticket off the rail, the oldest first.</summary>
    public QueuedTicket? Next()
    {
        lock (_gate)
        {
            if (_queued.Count == 0)
            {
                return null;
            }

            var ticket = _queued.GetAt(0).Value;
            _queued.RemoveAt(0);
            return ticket;
        }
    }

    /// <summary>Puts a line back that somebody could not finish; it is next.</summary>
    public void Return(QueuedTicket ticket, string lineId)
    {
        lock (_gate)
        {
            if (!_ended.Contains(ticket.OrderId))
            {
                var left = _queued.GetValueOrDefault(ticket.OrderId)?.Items ?? [];
                _queued.Remove(ticket.OrderId);
                _queued.Insert(
                    0,
                    ticket.OrderId,
                    ticket with
                    {
                        Items = [.. left, .. ticket.Items.Where(item => item.LineId == lineId)],
                    }
                );
            }
        }
    }

    /// <summary>A ticket comes; one that is not newer than another of the same order has been told before, by another screen.</summary>
    /// <returns>Whether there is new work.</returns>
    public bool Add(OrderAssigned ticket)
    {
        lock (_gate)
        {
            if (
                _ended.Contains(ticket.OrderId)
                || _seen.GetValueOrDefault(ticket.OrderId) >= ticket.OrderVersion
            )
            {
                return false;
            }

            _seen[ticket.OrderId] = ticket.OrderVersion;
            // What is of a later course comes once more when that is fired.
            var items = ticket.Items.Where(item => item.Status == LineStatus.Queued).ToList();
            if (items.Count == 0)
            {
                _queued.Remove(ticket.OrderId);
                return false;
            }

            _queued[ticket.OrderId] = new(ticket.OrderId, counterId, items);
            return true;
        }
    }

    /// <summary>A line of a ticket that another counter has now, or none, leaves the rail.</summary>
    public void Leave(OrderItemUpdated line)
    {
        lock (_gate)
        {
            if (line.CounterId != counterId && _queued.TryGetValue(line.OrderId, out var ticket))
            {
                var left = ticket.Items.Where(item => item.LineId != line.LineId).ToList();
                if (left.Count == 0)
                {
                    _queued.Remove(line.OrderId);
                }
                else
                {
                    _queued[line.OrderId] = ticket with { Items = left };
                }
            }
        }
    }

    /// <summary>The counter is down: what was not begun is told anew wherever it goes.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queued.Clear();
        }
    }

    /// <summary>An order is over.</summary>
    public void Remove(string orderId)
    {
        lock (_gate)
        {
            _queued.Remove(orderId);
            _ended.Add(orderId);
        }
    }
}
