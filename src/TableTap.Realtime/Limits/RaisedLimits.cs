using System.Collections.Immutable;

namespace TableTap.Realtime.Limits;

/// <summary>A limit that can be raised for somebody for a time (section 8).</summary>
public enum RaisableLimit
{
    /// <summary>Messages a minute of each connection of a user, and of the user over HTTP.</summary>
    MessagesPerMinute,

    /// <summary>Sockets of a user at once.</summary>
    SocketsPerUser,

    /// <summary>Connections of a café at once.</summary>
    ConnectionsPerCafe,
}

/// <summary>
/// The limits that are raised now, for single users and cafés. Each ends by itself, by time that truly passes. Asking costs a look at a field
/// while none is raised. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RaisedLimits(TimeProvider time)
{
    private ImmutableDictionary<(RaisableLimit Limit, string Id), Raise> _raises =
        ImmutableDictionary<(RaisableLimit, string), Raise>.Empty;

    /// <summary>Raises a limit; an earlier raise of the same gives its place.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="id">The id of the user, or of the café.</param>
    /// <param name="value">What it is meanwhile.</param>
    /// <param name="length">For how long.</param>
    public void Set(RaisableLimit limit, string id, int value, TimeSpan length)
    {
        var raise = new Raise(value, time.GetTimestamp(), length);
        ImmutableInterlocked.Update(
            ref _raises,
            raises => raises.RemoveRange(Over(raises)).SetItem((limit, id), raise)
        );
    }

    /// <summary>Ends a raise before its time.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="id">The id of the user, or of the café.</param>
    public void Lift(RaisableLimit limit, string id) =>
        ImmutableInterlocked.Update(ref _raises, raises => raises.Remove((limit, id)));

    /// <summary>What a limit is for somebody now: what it was raised to, or what it is for all; never less.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="id">The id of the user, or of the café.</param>
    /// <param name="usual">What it is for all.</param>
    public int Of(RaisableLimit limit, string id, int usual)
    {
        var raises = Volatile.Read(ref _raises);
        return
            !raises.IsEmpty && raises.TryGetValue((limit, id), out var raise) && !raise.IsOver(time)
            ? Math.Max(usual, raise.Value)
            : usual;
    }

    /// <summary>Whether a limit is raised for somebody now.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="id">The id of the user, or of the café.</param>
    public bool IsRaised(RaisableLimit limit, string id) =>
        Volatile.Read(ref _raises).TryGetValue((limit, id), out var raise) && !raise.IsOver(time);

    private IEnumerable<(RaisableLimit, string)> Over(
        ImmutableDictionary<(RaisableLimit, string), Raise> raises
    ) => raises.Where(one => one.Value.IsOver(time)).Select(one => one.Key);

    private sealed record Raise(int Value, long Since, TimeSpan Length)
    {
        public bool IsOver(TimeProvider time) => time.GetElapsedTime(Since) >= Length;
    }
}
