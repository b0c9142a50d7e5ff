using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using TableTap.Realtime.Limits;

namespace TableTap.Server.Connections;

/// <summary>
/// Bounds TCP connections from their accept on, before anybody is known (section 9): in all, and for each address. Where there is no room, the
/// connection that has waited longest for a request gives its place to the new one, so that people who say what they want get in between
/// those who say nothing, and each has a second to say it before it gives way; where none waits, the new one is turned away. Who makes no
/// request in time is cut. Thread-safe.
/// </summary>
internal sealed class ConnectionLimiter : IDisposable
{
    // A round trip or two and a TLS handshake. As fast as that allows, a flood from everywhere is accepted; the rest waits in the system's queue.
    private static readonly TimeSpan TimeToSpeak = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // A look that comes so late shows that the server stood still: it was the server that heard nothing.
    private static readonly TimeSpan Late = 3 * BetweenLooks;

    private readonly Lock _lock = new();
    private readonly LinkedList<TcpSlot> _idle = new();
    private readonly Dictionary<string, AddressSlots> _addresses = [];
    private readonly TimeProvider _time;
    private readonly ConnectionMetrics _metrics;
    private readonly ITimer _look;
    private long _lookedAt;
    private bool _isExcused;
    private ConnectionCapacity _capacity;
    private IReadOnlyList<IPNetwork> _unbounded;
    private int _open;

    /// <summary>Begins to admit connections; it looks after those who say nothing until it is disposed of.</summary>
    /// <param name="capacity">How many connections there is room for.</param>
    /// <param name="unbounded">Networks whose addresses are not bounded: proxies that are believed.</param>
    /// <param name="patience">How long a connection has to make its first request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where to count who is turned away.</param>
    public ConnectionLimiter(
        ConnectionCapacity capacity,
        IReadOnlyList<IPNetwork> unbounded,
        TimeSpan patience,
        TimeProvider time,
        ConnectionMetrics metrics
    )
    {
        (_capacity, _unbounded) = (capacity, unbounded);
        (_time, _metrics, _lookedAt) = (time, metrics, time.GetTimestamp());
        _look = time.CreateTimer(_ => Look(patience), null, BetweenLooks, BetweenLooks);
    }

    /// <summary>How many connections are open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>Lets other bounds count for whoever comes from now on; a connection that is there keeps its place.</summary>
    /// <param name="capacity">How many connections there is room for.</param>
    /// <param name="unbounded">Networks whose addresses are not bounded.</param>
    public void Bound(ConnectionCapacity capacity, IReadOnlyList<IPNetwork> unbounded)
    {
        lock (_lock)
        {
            (_capacity, _unbounded) = (capacity, unbounded);
        }
    }

    /// <summary>
    /// Admits a connection that was just accepted. Waits only where the server is full and nobody has had the time to say what they
    /// want; whoever accepts accepts nobody else meanwhile.
    /// </summary>
    /// <param name="socket">The connection.</param>
    /// <returns>Its slot; null where there was no room.</returns>
    public async ValueTask<TcpSlot?> EnterAsync(Socket socket)
    {
        var key = KeyOf(socket.RemoteEndPoint);
        if (WaitFor(key) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, _time);
        }

        return Enter(socket, key);
    }

    /// <summary>Gives a slot back; more than once is no fault.</summary>
    /// <param name="slot">The slot of a connection that ended.</param>
    public void Leave(TcpSlot slot)
    {
        lock (_lock)
        {
            Remove(slot);
        }
    }

    /// <summary>Lets a connection be served, and gives its slot back when that is over.</summary>
    /// <param name="connection">A connection that was let in.</param>
    /// <param name="next">Serves it.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            if (connection.Features.Get<TcpSlot>() is { } slot)
            {
                Leave(slot);
            }
        }
    }

    /// <summary>Answers a request; its connection is not idle meanwhile.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var slot = context.Features.Get<TcpSlot>();
        if (slot is not null)
        {
            Begin(slot);
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (slot is not null)
            {
                End(slot);
            }
        }
    }

    /// <summary>
    /// Somebody with a valid token is let in on a connection: from here on the limits of tokens count, not the one of the address.
    /// </summary>
    /// <param name="slot">The connection's slot.</param>
    public void Admit(TcpSlot slot)
    {
        lock (_lock)
        {
            slot.IsAdmitted = true;
            EndIdle(slot);
            LeaveAddress(slot);
        }
    }

    /// <summary>Ends with it those who have said nothing.</summary>
    public void Dispose()
    {
        _look.Dispose();
        CutSilent(TimeSpan.Zero);
    }

    // How long until the one that would give way has had its time.
    private TimeSpan WaitFor(string? key)
    {
        lock (_lock)
        {
            return
                Full(key is null ? null : _addresses.GetValueOrDefault(key))
                    is ConnectionRefusal.ServerFull
                && _idle.First is { Value: var longest }
                ? TimeToSpeak - _time.GetElapsedTime(longest.IdleSince)
                : TimeSpan.Zero;
        }
    }

    private ConnectionRefusal? Full(AddressSlots? address) =>
        address?.Count >= _capacity.PerAddress ? ConnectionRefusal.AddressFull
        : _open >= _capacity.Open ? ConnectionRefusal.ServerFull
        : null;

    private TcpSlot? Enter(Socket socket, string? key)
    {
        TcpSlot? slot = null;
        TcpSlot? displaced;
        ConnectionRefusal? refusal;
        lock (_lock)
        {
            var address = key is null
                ? null
                : _addresses.GetValueOrDefault(key) ?? new AddressSlots(key);
            refusal = Full(address);
            displaced = refusal switch
            {
                ConnectionRefusal.AddressFull => address!.Idle.First?.Value,
                ConnectionRefusal.ServerFull => _idle.First?.Value,
                _ => null,
            };
            if (displaced is not null)
            {
                refusal = null;
                Remove(displaced);
            }

            if (refusal is null)
            {
                slot = Add(socket, address);
            }
        }

        if (displaced is not null)
        {
            _metrics.Refused(ConnectionRefusal.Displaced);
            displaced.Cut();
        }

        if (refusal is { } reason)
        {
            _metrics.Refused(reason);
        }

        return slot;
    }

    private void Begin(TcpSlot slot)
    {
        lock (_lock)
        {
            slot.Requests++;
            slot.HasAsked = true;
            EndIdle(slot);
        }
    }

    private void End(TcpSlot slot)
    {
        lock (_lock)
        {
            slot.Requests--;
            if (slot is { Requests: 0, IsAdmitted: false, IsLeft: false })
            {
                BeginIdle(slot);
            }
        }
    }

    private string? KeyOf(EndPoint? from) =>
        from is not IPEndPoint { Address: var address } ? null
        : _unbounded.Any(network => network.Contains(Plain(address))) ? null
        : AddressKey.Of(address.ToString());

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private TcpSlot Add(Socket socket, AddressSlots? address)
    {
        var slot = new TcpSlot(socket, address);
        if (address is not null)
        {
            address.Count++;
            _addresses[address.Key] = address;
        }

        _open++;
        BeginIdle(slot);
        return slot;
    }

    private void Remove(TcpSlot slot)
    {
        if (slot.IsLeft)
        {
            return;
        }

        slot.IsLeft = true;
        _open--;
        EndIdle(slot);
        LeaveAddress(slot);
    }

    private void BeginIdle(TcpSlot slot)
    {
        slot.IdleSince = _time.GetTimestamp();
        slot.IdleOfAll = _idle.AddLast(slot);
        slot.IdleOfAddress = slot.Address?.Idle.AddLast(slot);
    }

    private void EndIdle(TcpSlot slot)
    {
        if (slot.IdleOfAll is { } ofAll)
        {
            _idle.Remove(ofAll);
        }

        if (slot.IdleOfAddress is { } ofAddress)
        {
            slot.Address?.Idle.Remove(ofAddress);
        }

        (slot.IdleOfAll, slot.IdleOfAddress) = (null, null);
    }

    private void LeaveAddress(TcpSlot slot)
    {
        if (slot.Address is { } address && --address.Count == 0)
        {
            _addresses.Remove(address.Key);
        }

        slot.Address = null;
    }

    // After a time in which the server stood still everybody waits for one look more, so that what was said meanwhile is heard first.
    private void Look(TimeSpan patience)
    {
        lock (_lock)
        {
            _isExcused = !_isExcused && _time.GetElapsedTime(_lookedAt) >= Late;
            _lookedAt = _time.GetTimestamp();
            if (_isExcused)
            {
                return;
            }
        }

        CutSilent(patience);
    }

    // The longest stand first; those that have asked before wait as long as HTTP lets them.
    private void CutSilent(TimeSpan patience)
    {
        List<TcpSlot> silent = [];
        lock (_lock)
        {
            for (var node = _idle.First; node is not null; )
            {
                var (slot, next) = (node.Value, node.Next);
                if (_time.GetElapsedTime(slot.IdleSince) < patience)
                {
                    break;
                }

                if (!slot.HasAsked)
                {
                    Remove(slot);
                    silent.Add(slot);
                }

                node = next;
            }
        }

        foreach (var slot in silent)
        {
            _metrics.Refused(ConnectionRefusal.NoRequest);
            slot.Cut();
        }
    }
}
