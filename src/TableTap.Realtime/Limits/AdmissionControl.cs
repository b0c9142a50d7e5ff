using System.Runtime.InteropServices;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;
using TableTap.Terms;

namespace TableTap.Realtime.Limits;

/// <summary>Who may connect: sockets of a user, a café and the server, and new ones in a minute (section 8). Thread-safe.</summary>
/// <param name="options">The limits at first.</param>
/// <param name="sessions">For how long a dead socket may hold its slot.</param>
/// <param name="time">The clock.</param>
/// <param name="raised">For whom limits are raised now.</param>
/// <param name="counts">What the peers have of the same users and cafés; null for a server alone.</param>
internal sealed class AdmissionControl(
    AdmissionOptions options,
    SessionOptions sessions,
    TimeProvider time,
    RaisedLimits raised,
    SharedCounts? counts = null
)
{
    // Who keeps to it stays below the refusals that an address may have in a minute.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ConnectionSlot>> _users = [];
    private readonly Dictionary<string, ConnectionCount> _cafes = [];
    private readonly int[] _roles = new int[Enum.GetValues<Role>().Length];
    private readonly KeyedPaces _recent = new(time);
    private readonly KeyedPaces _asked = new(time);
    private ConnectionCount _server;
    private Action<Identity>? _entered;
    private Action<string>? _turnedAway;

    /// <summary>The limits that count for whoever comes; those who have a slot keep it.</summary>
    public AdmissionOptions Options { get; set; } = options;

    /// <summary>
    /// Counts new sockets at all servers of the store together, and has a silent one of a user give way at whichever server it is. Set
    /// before the first one.
    /// </summary>
    /// <param name="rates">What servers tell each other.</param>
    public void Share(SharedRates rates)
    {
        const string guests = "sockets";
        const string staff = "staff-sockets";
        const string turnedAway = "sockets-turned-away";
        rates.Hear(guests, userId => _recent.TryTake(userId, PaceOf(NewSockets(isStaff: false))));
        rates.Hear(staff, userId => _recent.TryTake(userId, PaceOf(NewSockets(isStaff: true))));
        rates.Hear(turnedAway, GiveWay);
        _entered = identity => rates.Tell(IsStaff(identity) ? staff : guests, identity.UserId);
        _turnedAway = userId => rates.Tell(turnedAway, userId);
    }

    /// <summary>Slots taken by user type.</summary>
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

    /// <summary>Takes a slot, if need be from a socket of the same user that has long been silent.</summary>
    /// <param name="slot">The slot.</param>
    /// <returns>Why not; null where the slot was taken.</returns>
    public Error? Enter(ConnectionSlot slot)
    {
        if (slot.Identity.IsProbe)
        {
            return null;
        }

        ConnectionSlot? replaced;
        lock (_gate)
        {
            var own = _users.GetValueOrDefault(slot.Identity.UserId);
            if (UserIsFull(own, slot.Identity.UserId, out replaced) is { } full)
            {
                return full;
            }

            if (replaced is not null)
            {
                Count(replaced, -1);
            }

            if (Refusal(slot.Identity) is { } refusal)
            {
                if (replaced is not null)
                {
                    Count(replaced, 1);
                }

                return refusal;
            }

            Count(slot, 1);
        }

        _entered?.Invoke(slot.Identity);
        replaced?.Release();
        return null;
    }

    /// <summary>Why a user would get no slot for what the user's other sockets do; null where it may be tried. Takes nothing.</summary>
    /// <param name="identity">Who would connect.</param>
    public Error? RefusalOf(Identity identity)
    {
        if (identity.IsProbe)
        {
            return null;
        }

        lock (_gate)
        {
            var perMinute = NewSockets(IsStaff(identity));
            var own = _users.GetValueOrDefault(identity.UserId);
            return UserIsFull(own, identity.UserId, out _)
                ?? TooSoon(perMinute, _recent.WaitOf(identity.UserId, PaceOf(perMinute)));
        }
    }

    /// <summary>Gives the slot back; harmless where it was replaced.</summary>
    public void Leave(ConnectionSlot slot)
    {
        lock (_gate)
        {
            if (Holds(slot))
            {
                Count(slot, -1);
            }
        }
    }

    /// <summary>Counts a slot under what its token says now; a renewed session is never put out for it.</summary>
    public void Change(ConnectionSlot slot, Identity identity)
    {
        lock (_gate)
        {
            var held = Holds(slot);
            if (held)
            {
                Count(slot, -1);
            }

            slot.Identity = identity;
            if (held)
            {
                Count(slot, 1);
            }
        }
    }

    private static bool IsStaff(Identity identity) => Roles.Staff.Has(identity.Role);

    private static ConnectionSlot SilentLongest(List<ConnectionSlot> own) =>
        own.MaxBy(other => other.SilentFor)!;

    private int SocketsOf(string userId) =>
        raised.Of(RaisableLimit.SocketsPerUser, userId, Options.SocketsPerUser);

    private bool HasAll(List<ConnectionSlot>? own, string userId) =>
        (own?.Count ?? 0) + Elsewhere(CountKey.User(userId)) >= SocketsOf(userId);

    private int Elsewhere(CountKey key) => counts?.Elsewhere(key) ?? 0;

    // Where the user has all, and one here was silent for long enough, that one gives way. What peers have may change at any moment: asked once.
    private Error? UserIsFull(
        List<ConnectionSlot>? own,
        string userId,
        out ConnectionSlot? replaced
    )
    {
        replaced = null;
        if (!HasAll(own, userId))
        {
            return null;
        }

        var window = Options.ReplaceSilentAfter;
        var longest = own is null ? null : SilentLongest(own);
        var wait = window - (longest?.SilentFor ?? TimeSpan.Zero);
        if (wait <= TimeSpan.Zero)
        {
            replaced = longest;
            return null;
        }

        if (Elsewhere(CountKey.User(userId)) > 0)
        {
            // How long theirs were silent the peers know: one that may go is gone when the user comes again.
            wait = wait < AskAgain ? wait : AskAgain;
            if (_asked.TryTake(userId, new(1, 1)) == TimeSpan.Zero)
            {
                _turnedAway?.Invoke(userId);
            }
        }

        return ProtocolErrors.TooManyConnections(
            "Too many sockets of this user",
            SocketsOf(userId),
            (int)window.TotalSeconds,
            Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
        );
    }

    // A peer turned the user away. Word that comes twice, or late, finds room and takes nothing.
    private void GiveWay(string userId)
    {
        ConnectionSlot longest;
        lock (_gate)
        {
            if (_users.GetValueOrDefault(userId) is not { } own || !HasAll(own, userId))
            {
                return;
            }

            longest = SilentLongest(own);
            if (longest.SilentFor < Options.ReplaceSilentAfter)
            {
                return;
            }

            Count(longest, -1);
        }

        longest.Release();
    }

    private Error? Refusal(Identity identity)
    {
        var isStaff = IsStaff(identity);
        foreach (var cafe in identity.Cafes.Distinct())
        {
            var perCafe = raised.Of(RaisableLimit.ConnectionsPerCafe, cafe, Options.PerCafe);
            if (!CountOf(cafe).HasRoom(isStaff, perCafe, Options.StaffReservePercent))
            {
                return Full("Too many connections of this café", perCafe);
            }
        }

        if (!_server.HasRoom(isStaff, Options.PerServer, Options.StaffReservePercent))
        {
            return Full("Too many connections", Options.PerServer);
        }

        var perMinute = NewSockets(IsStaff(identity));
        return TooSoon(perMinute, _recent.TryTake(identity.UserId, PaceOf(perMinute)));
    }

    private ConnectionCount CountOf(string cafe)
    {
        var here = _cafes.GetValueOrDefault(cafe);
        return counts is null
            ? here
            : new(
                here.All + counts.Elsewhere(CountKey.Cafe(cafe)),
                here.Guests + counts.Elsewhere(CountKey.Guests(cafe))
            );
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
    private int NewSockets(bool isStaff) => Options.NewSocketsPerUserPerMinute * (isStaff ? 2 : 1);

    private static Pace PaceOf(int perMinute) =>
        new(perMinute / (double)MessageLimitOptions.WindowSeconds, perMinute);

    // Slots come back at the latest when a dead socket is noticed.
    private Error Full(string what, int limit) =>
        ProtocolErrors.TooManyConnections(
            what,
            limit,
            (int)sessions.SilenceTimeout.TotalSeconds,
            (int)sessions.HeartbeatInterval.TotalSeconds
        );

    private bool Holds(ConnectionSlot slot) =>
        _users.TryGetValue(slot.Identity.UserId, out var own) && own.Contains(slot);

    private void Count(ConnectionSlot slot, int change)
    {
        var (identity, isStaff) = (slot.Identity, IsStaff(slot.Identity));
        ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _users,
            identity.UserId,
            out _
        );
        own ??= new(1);
        if (change > 0)
        {
            own.Add(slot);
        }
        else
        {
            own.Remove(slot);
            if (own.Count == 0)
            {
                _users.Remove(identity.UserId);
            }
        }

        counts?.Add(CountKey.User(identity.UserId), change);
        foreach (var cafe in identity.Cafes.Distinct())
        {
            counts?.Add(CountKey.Cafe(cafe), change);
            counts?.Add(CountKey.Guests(cafe), isStaff ? 0 : change);
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
