namespace TableTap.Realtime.Peers;

/// <summary>
/// The numbers of what this server tells of its counts, and when it sent its last beats: what answers to one of them shows how old it is by
/// this server's own steady clock, whatever the clock of who answers says. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class OwnBeats(TimeProvider time)
{
    // Beats come once a second, and in a row where a peer is new.
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<(long Number, long At)> _beats = new();
    private long _number;

    /// <summary>The number of a peer message of counts that is about to be sent.</summary>
    public long Next()
    {
        lock (_gate)
        {
            return ++_number;
        }
    }

    /// <summary>The number of a beat that is about to be sent.</summary>
    public long NextOfBeat()
    {
        lock (_gate)
        {
            if (_beats.Count == Most)
            {
                _beats.Dequeue();
            }

            _beats.Enqueue((++_number, time.GetTimestamp()));
            return _number;
        }
    }

    /// <summary>How long ago the last beat was sent that somebody has heard; null where it is too long ago to be known.</summary>
    /// <param name="heard">The highest number of this server's that was heard.</param>
    public TimeSpan? AgeOf(long heard)
    {
        lock (_gate)
        {
            long? last = null;
            foreach (var (number, at) in _beats)
            {
                if (number > heard)
                {
                    break;
                }

                last = at;
            }

            return last is { } sent ? time.GetElapsedTime(sent) : null;
        }
    }
}
