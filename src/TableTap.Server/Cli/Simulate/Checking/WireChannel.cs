namespace TableTap.Server.Simulation;

/// <summary>
/// What one socket carried of one channel. The server owes each socket exactly start + 1, + 2, + 3 …: whatever else comes is
/// its fault, except what section 7 lets it tell again. Not thread-safe.
/// </summary>
internal sealed class WireChannel
{
    private readonly HashSet<long> _skipped = [];
    private readonly HashSet<long> _toldAgain = [];
    private readonly long _start;
    private long _last;
    private long _acknowledged;
    private long? _restart;

    /// <summary>Begins to watch.</summary>
    /// <param name="start">The position that was stated or confirmed.</param>
    public WireChannel(long start) => (_start, _last, _acknowledged) = (start, start, start);

    /// <summary>Messages that came out of their turn.</summary>
    public long Reordered { get; private set; }

    /// <summary>Messages that came twice.</summary>
    public long Doubled { get; private set; }

    /// <summary>Messages that were rightly told again: unacknowledged, or a channel's latest state.</summary>
    public long Resent { get; private set; }

    /// <summary>The client asked for a replay from here on the same socket.</summary>
    public void RestartAfter(long position) => _restart = position;

    /// <summary>The client confirmed all up to here.</summary>
    public void Acknowledge(long sequence) => _acknowledged = Math.Max(_acknowledged, sequence);

    /// <summary>A message came.</summary>
    public void Arrive(long sequence, bool ackRequired)
    {
        if (_restart is { } restart && sequence == restart + 1)
        {
            _restart = null;
            _last = sequence;
        }
        else if (sequence == _last + 1)
        {
            _last = sequence;
        }
        else if (sequence > _last)
        {
            for (var skipped = _last + 1; skipped < sequence; skipped++)
            {
                _skipped.Add(skipped);
            }

            _last = sequence;
            Reordered++;
        }
        else if (_skipped.Remove(sequence))
        {
            Reordered++;
        }
        else if (
            sequence <= _start ? _toldAgain.Add(sequence) : ackRequired && sequence > _acknowledged
        )
        {
            Resent++;
        }
        else
        {
            Doubled++;
        }
    }
}
