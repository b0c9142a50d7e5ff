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
internal sealed class ConnectionGate : IDisposable
{
    // A round trip or two and a TLS handshake. As fast as that allows, a flood from everywhere is accepted; the rest waits in the system's queue.
    private static readonly TimeSpan TimeToSpeak = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionSeat> _idle = new();
    private readonly Dictionary<string, AddressSeats> _addresses = [];
    private readonly ConnectionCapacity _capacity;
    private readonly IReadOnlyList<IPNetwork> _unbounded;
    private readonly TimeProvider _time;
    private readonly DoorMetrics _metrics;
    private readonly ITimer _look;
    private int _open;

    /// <summary>Opens the gate; it looks after those who say nothing until it is disposed of.</summary>
    /// <param name="capacity">How many connections there is room for.</param>
    /// <param name="unbounded">Networks whose addresses are not bounded: proxies that are believed.</param>
    /// <param name="patience">How long a connection has to make its first request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where to count who is turned away.</param>
    public ConnectionGate(
        ConnectionCapacity capacity,
        IReadOnlyList<IPNetwork> unbounded,
        TimeSpan patience,
        TimeProvider time,
        DoorMetrics metrics
    )
    {
        (_capacity, _unbounded) = (capacity, unbounded);
        (_time, _metrics) = (time, metrics);
        _look = time.CreateTimer(_ => CutSilent(patience), null, BetweenLooks, BetweenLooks);
    }

    /// <summary>How many connections are open.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>
    /// Seats a connection that was just accepted. Waits only where the server is full and nobody has had the time to say what they
    /// want; whoever accepts accepts nobody else meanwhile.
    /// </summary>
    /// <param name="socket">The connection.</param>
    /// <returns>Its seat; null where there was no room.</returns>
    public async ValueTask<ConnectionSeat?> EnterAsync(Socket socket)
    {
        var key = KeyOf(socket.RemoteEndPoint);
        if (WaitFor(key) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, _time);
        }

        return Enter(socket, key);
    }

    /// <summary>Gives a seat back; more than once is no fault.</summary>
    /// <param name="seat">The seat of a connection that ended.</param>
    public void Leave(ConnectionSeat seat)
    {
        lock (_gate)
        {
            Remove(seat);
        }
    }

    /// <summary>Lets a connection be served, and gives its seat back when that is over.</summary>
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
            if (connection.Features.Get<ConnectionSeat>() is { } seat)
            {
                Leave(seat);
            }
        }
    }

    /// <summary>Answers a request; its connection is not idle meanwhile.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var seat = context.Features.Get<ConnectionSeat>();
        if (seat is not null)
        {
            Begin(seat);
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (seat is not null)
            {
                End(seat);
            }
        }
    }

    /// <summary>
    /// Somebody with a valid token is let in on a connection: from here on the limits of tokens count, not the one of the address.
    /// </summary>
    /// <param name="seat">The connection's seat.</param>
    public void Admit(ConnectionSeat seat)
    {
        lock (_gate)
        {
            seat.IsAdmitted = true;
            EndIdle(seat);
            LeaveAddress(seat);
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
        lock (_gate)
        {
            return
                Full(key is null ? null : _addresses.GetValueOrDefault(key))
                    is DoorRefusal.ServerFull
                && _idle.First is { Value: var longest }
                ? TimeToSpeak - _time.GetElapsedTime(longest.IdleSince)
                : TimeSpan.Zero;
        }
    }

    private DoorRefusal? Full(AddressSeats? address) =>
        address?.Count >= _capacity.PerAddress ? DoorRefusal.AddressFull
        : _open >= _capacity.Open ? DoorRefusal.ServerFull
        : null;

    private ConnectionSeat? Enter(Socket socket, string? key)
    {
        ConnectionSeat? seat = null;
        ConnectionSeat? displaced;
        DoorRefusal? refusal;
        lock (_gate)
        {
            var address = key is null
                ? null
                : _addresses.GetValueOrDefault(key) ?? new AddressSeats(key);
            refusal = Full(address);
            displaced = refusal switch
            {
                DoorRefusal.AddressFull => address!.Idle.First?.Value,
                DoorRefusal.ServerFull => _idle.First?.Value,
                _ => null,
            };
            if (displaced is not null)
            {
                refusal = null;
                Remove(displaced);
            }

            if (refusal is null)
            {
                seat = Add(socket, address);
            }
        }

        if (displaced is not null)
        {
            _metrics.Refused(DoorRefusal.Displaced);
            displaced.Cut();
        }

        if (refusal is { } reason)
        {
            _metrics.Refused(reason);
        }

        return seat;
    }

    private void Begin(ConnectionSeat seat)
    {
        lock (_gate)
        {
            seat.Requests++;
            seat.HasAsked = true;
            EndIdle(seat);
        }
    }

    private void End(ConnectionSeat seat)
    {
        lock (_gate)
        {
            seat.Requests--;
            if (seat is { Requests: 0, IsAdmitted: false, IsLeft: false })
            {
                BeginIdle(seat);
            }
        }
    }

    private string? KeyOf(EndPoint? from) =>
        from is not IPEndPoint { Address: var address } ? null
        : _unbounded.Any(network => network.Contains(Plain(address))) ? null
        : AddressKey.Of(address.ToString());

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private ConnectionSeat Add(Socket socket, AddressSeats? address)
    {
        var seat = new ConnectionSeat(socket, address);
        if (address is not null)
        {
            address.Count++;
            _addresses[address.Key] = address;
        }

        _open++;
        BeginIdle(seat);
        return seat;
    }

    private void Remove(ConnectionSeat seat)
    {
        if (seat.IsLeft)
        {
            return;
        }

        seat.IsLeft = true;
        _open--;
        EndIdle(seat);
        LeaveAddress(seat);
    }

    private void BeginIdle(ConnectionSeat seat)
    {
        seat.IdleSince = _time.GetTimestamp();
        seat.IdleOfAll = _idle.AddLast(seat);
        seat.IdleOfAddress = seat.Address?.Idle.AddLast(seat);
    }

    private void EndIdle(ConnectionSeat seat)
    {
        if (seat.IdleOfAll is { } ofAll)
        {
            _idle.Remove(ofAll);
        }

        if (seat.IdleOfAddress is { } ofAddress)
        {
            seat.Address?.Idle.Remove(ofAddress);
        }

        (seat.IdleOfAll, seat.IdleOfAddress) = (null, null);
    }

    private void LeaveAddress(ConnectionSeat seat)
    {
        if (seat.Address is { } address && --address.Count == 0)
        {
            _addresses.Remove(address.Key);
        }

        seat.Address = null;
    }

    // The longest stand first; those that have asked before wait as long as HTTP lets them.
    private void CutSilent(TimeSpan patience)
    {
        List<ConnectionSeat> silent = [];
        lock (_gate)
        {
            for (var node = _idle.First; node is not null; )
            {
                var (seat, next) = (node.Value, node.Next);
                if (_time.GetElapsedTime(seat.IdleSince) < patience)
                {
                    break;
                }

                if (!seat.HasAsked)
                {
                    Remove(seat);
                    silent.Add(seat);
                }

                node = next;
            }
        }

        foreach (var seat in silent)
        {
            _metrics.Refused(DoorRefusal.NoRequest);
            seat.Cut();
        }
    }
}
