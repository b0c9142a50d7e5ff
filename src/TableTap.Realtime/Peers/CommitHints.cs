using System.Diagnostics.Metrics;
using System.Threading.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Peers;

/// <summary>
/// Hints of commits, between this server's journal and its peers. The journal tells what it committed and takes in what others did; what
/// it did not hear of it finds in the store. Thread-safe.
/// </summary>
public sealed class CommitHints
{
    // More than that waits only while the journal stands still; then it reads the store.
    private const int Capacity = 256;
    private static readonly TimeSpan Distrust = TimeSpan.FromSeconds(5);

    private readonly Channel<CommitHint> _arrived = Channel.CreateBounded<CommitHint>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest }
    );
    private readonly SharedCounts _counts;
    private readonly Func<bool> _isHealthy;
    private readonly TimeProvider _time;
    private readonly Counter<long>? _hints;
    private long _missed;

    /// <summary>Makes it; nothing is told or heard before the server joins its peers.</summary>
    /// <param name="counts">Who listens where.</param>
    /// <param name="isHealthy">Whether peer messages get through.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">Where its figures go; null for nowhere.</param>
    internal CommitHints(SharedCounts counts, Func<bool> isHealthy, TimeProvider time, Meter? meter)
    {
        (_counts, _isHealthy, _time) = (counts, isHealthy, time);
        _hints = meter?.CreateCounter<long>(
            "tabletap.backplane.hints",
            "{hint}",
            "Hints of commits of other servers, by what became of them."
        );
        foreach (var end in Enum.GetValues<HintEnd>())
        {
            Ended(end, 0);
        }
    }

    /// <summary>Told when a hint came; quick and thread-safe.</summary>
    public Action? Arrived { get; set; }

    /// <summary>Told of each commit of this server, to be told to the peers.</summary>
    internal Action<
        long,
        IReadOnlyList<StoredMessage>,
        IReadOnlyList<StreamVersion>
    >? Committed { get; set; }

    /// <summary>
    /// Whether hints can be relied upon to come soon after a commit, so that the store need not be looked at all the time. Not while somebody
    /// commits who is not heard.
    /// </summary>
    public bool AreComing =>
        _isHealthy()
        && (
            Volatile.Read(ref _missed) == 0
            || _time.GetElapsedTime(Volatile.Read(ref _missed)) > Distrust
        );

    /// <summary>Tells the peers of a commit. Never waits, and never fails.</summary>
    /// <param name="before">The last position before the commit's own.</param>
    /// <param name="messages">Its messages, in order.</param>
    /// <param name="streams">The streams that it moved.</param>
    public void Tell(
        long before,
        IReadOnlyList<StoredMessage> messages,
        IReadOnlyList<StreamVersion> streams
    ) => Committed?.Invoke(before, messages, streams);

    /// <summary>The next hint that came; null where there is none.</summary>
    public CommitHint? Take() => _arrived.Reader.TryRead(out var hint) ? hint : null;

    /// <summary>Whether a hint leaves out what somebody here listens to.</summary>
    /// <param name="hint">The hint.</param>
    public bool Lacks(CommitHint hint)
    {
        foreach (var key in hint.LeftOut)
        {
            if (_counts.IsHeard(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts what became of a hint.</summary>
    /// <param name="end">What became of it.</param>
    /// <param name="hints">How many of them.</param>
    public void Ended(HintEnd end, int hints = 1) =>
        _hints?.Add(
            hints,
            new KeyValuePair<string, object?>(
                "result",
                end switch
                {
                    HintEnd.Delivered => "delivered",
                    HintEnd.Late => "late",
                    HintEnd.Read => "read",
                    _ => "missed",
                }
            )
        );

    /// <summary>The store had a commit of which no hint came in good time: somebody is not heard.</summary>
    public void Missed()
    {
        Volatile.Write(ref _missed, _time.GetTimestamp());
        Ended(HintEnd.Missed);
    }

    internal void Take(CommitHint hint)
    {
        _arrived.Writer.TryWrite(hint);
        Arrived?.Invoke();
    }
}

/// <summary>What became of a hint of a commit.</summary>
public enum HintEnd
{
    /// <summary>Its messages went to the readers without a look into the store.</summary>
    Delivered,

    /// <summary>Everything in it was known already.</summary>
    Late,

    /// <summary>Something was missing before it or in it, and was read from the store.</summary>
    Read,

    /// <summary>It did not come; the store was looked at.</summary>
    Missed,
}
