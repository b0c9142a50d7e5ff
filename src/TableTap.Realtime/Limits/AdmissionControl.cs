using System.Runtime.InteropServices;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Realtime.Limits;

/// <summary>Who may connect: sockets of a user, a café and the server, and new ones in a minute (section 8). Thread-safe.</summary>
/// <param name="options">The limits.</param>
/// <param name="sessions">For how long a dead socket may hold its seat.</param>
/// <param name="time">The clock.</param>
internal sealed class AdmissionControl(
    AdmissionOptions options,
    SessionOptions sessions,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ConnectionSlot>> _users = [];
    private readonly Dictionary<string, ConnectionCount> _cafes = [];
    private readonly int[] _roles = new int[Enum.GetValues<Role>().Length];
    private readonly KeyedPaces _recent = new(time);
    private ConnectionCount _server;

    /// <summary>Seats taken by user type.</summary>
    public IReadOnlyDictionary<Role, int> Counts
    {
        get
        {
            lock (_gate)
            {
                return Enum.GetValues<Role>().ToDictionary(role => role, role => _roles[(int)role]);
            }
        }
    }

    /// <summary>Takes a seat, if need be from a socket of the same user that has long been silent.</summary>
    /// <param name="seat">The seat.</param>
    /// <returns>Why not; null where the seat was taken.</returns>
    public Error? Enter(ConnectionSlot seat)
    {
        ConnectionSlot? replaced;
        lock (_gate)
        {
            var own = _users.GetValueOrDefault(seat.Identity.UserId);
            if (UserIsFull(own) is { } full)
            {
                return full;
            }

            replaced = own?.Count >= options.SocketsPerUser ? SilentLongest(own) : null;
            if (replaced is not null)
            {
                Count(replaced, -1);
            }

            if (Refusal(seat.Identity) is { } refusal)
            {
                if (replaced is not null)
                {
                    Count(replaced, 1);
                }

                return refusal;
            }

            Count(seat, 1);
        }

        replaced?.Release();
        return null;
    }

    /// <summary>Why a user would get no seat for what the user's other sockets do; null where it may be tried. Counts nothing.</summary>
    /// <param name="identity">Who would connect.</param>
    public Error? RefusalOf(Identity identity)
    {
        lock (_gate)
        {
            var perMinute = NewSockets(identity);
            return UserIsFull(_users.GetValueOrDefault(identity.UserId))
                ?? TooSoon(perMinute, _recent.WaitOf(identity.UserId, PaceOf(perMinute)));
        }
    }

    /// <summary>Gives the seat back; harmless where it was replaced.</summary>
    public void Leave(ConnectionSlot seat)
    {
        lock (_gate)
        {
            if (Holds(seat))
            {
                Count(seat, -1);
            }
        }
    }

    /// <summary>Counts a seat under what its token says now; a renewed session is never put out for it.</summary>
    public void Change(ConnectionSlot seat, Identity identity)
    {
        lock (_gate)
        {
            var held = Holds(seat);
            if (held)
            {
                Count(seat, -1);
            }

            seat.Identity = identity;
            if (held)
            {
                Count(seat, 1);
            }
        }
    }

    private static bool IsStaff(Identity identity) => Roles.Staff.Has(identity.Role);

    private static ConnectionSlot SilentLongest(List<ConnectionSlot> own) =>
        own.MaxBy(other => other.SilentFor)!;

    private Error? UserIsFull(List<ConnectionSlot>? own)
    {
        if (own is null || own.Count < options.SocketsPerUser)
        {
            return null;
        }

        var window = options.ReplaceSilentAfter;
        var longest = SilentLongest(own);
        if (longest.SilentFor >= window)
        {
            return null;
        }

        return ProtocolErrors.TooManyConnections(
            "Too many sockets of this user",
            options.SocketsPerUser,
            (int)window.TotalSeconds,
            Math.Max(1, (int)Math.Ceiling((window - longest.SilentFor).TotalSeconds))
        );
    }

    private Error? Refusal(Identity identity)
    {
        var isStaff = IsStaff(identity);
        foreach (var cafe in identity.Cafes.Distinct())
        {
            if (
                !_cafes
                    .GetValueOrDefault(cafe)
                    .HasRoom(isStaff, options.PerCafe, options.StaffReservePercent)
            )
            {
                return Full("Too many connections of this café", options.PerCafe);
            }
        }

        if (!_server.HasRoom(isStaff, options.PerServer, options.StaffReservePercent))
        {
            return Full("Too many connections", options.PerServer);
        }

        var perMinute = NewSockets(identity);
        return TooSoon(perMinute, _recent.TryTake(identity.UserId, PaceOf(perMinute)));
    }

    private static Error? TooSoon(int perMinute, TimeSpan wait) =>
        wait == TimeSpan.Zero
            ? null
            : ProtocolErrors.TooManyConnections(
                "Too many new sockets of this user",
                perMinute,
                MessageLimitOptions.WindowSeconds,
                (int)Math.Ceiling(wait.TotalSeconds)
            );

    // Staff have a tablet, a phone and the screens of their counters, and carry them through the same dead spots.
    private int NewSockets(Identity identity) =>
        options.NewSocketsPerUserPerMinute * (IsStaff(identity) ? 2 : 1);

    private static Pace PaceOf(int perMinute) =>
        new(perMinute / (double)MessageLimitOptions.WindowSeconds, perMinute);

    // Seats come back at the latest when a dead socket is noticed.
    private Error Full(string what, int limit) =>
        ProtocolErrors.TooManyConnections(
            what,
            limit,
            (int)sessions.SilenceTimeout.TotalSeconds,
            (int)sessions.HeartbeatInterval.TotalSeconds
        );

    private bool Holds(ConnectionSlot seat) =>
        _users.TryGetValue(seat.Identity.UserId, out var own) && own.Contains(seat);

    private void Count(ConnectionSlot seat, int change)
    {
        var (identity, isStaff) = (seat.Identity, IsStaff(seat.Identity));
        ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _users,
            identity.UserId,
            out _
        );
        own ??= new(1);
        if (change > 0)
        {
            own.Add(seat);
        }
        else
        {
            own.Remove(seat);
            if (own.Count == 0)
            {
                _users.Remove(identity.UserId);
            }
        }

        foreach (var cafe in identity.Cafes.Distinct())
        {
            var count = _cafes.GetValueOrDefault(cafe).Plus(change, isStaff);
            if (count.All == 0)
            {
                _cafes.Remove(cafe);
            }
            else
            {
                _cafes[cafe] = count;
            }
        }

        _server = _server.Plus(change, isStaff);
        _roles[(int)identity.Role] += change;
    }
}
