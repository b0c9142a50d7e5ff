using System.Globalization;

namespace TableTap.Simulation.Verification;

/// <summary>When a message may be told again (sections 6 and 7).</summary>
internal enum AllowedRepeat
{
    /// <summary>The message may never be sent again.</summary>
    Never,

    /// <summary>Once to whoever subscribes without a position: a channel's latest state.</summary>
    AtStart,

    /// <summary>Also while it is unacknowledged, after its time.</summary>
    Unacknowledged,
}

/// <summary>
/// What one socket carried of one channel. The server owes each socket exactly start + 1, + 2, + 3 …: whatever else comes is
/// its fault, except what sections 6 and 7 let it tell again. Not thread-safe.
/// </summary>
internal sealed class WireChannel
{
    // Told again each 10 seconds; half of it leaves room for a busy machine, and none for a plain double.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    // An acknowledgement and what is told again may pass each other on the way.
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(5);

    private readonly HashSet<long> _skipped = [];
    private readonly HashSet<long> _toldAgain = [];
    private readonly Dictionary<long, ToldMessage> _told = [];
    private readonly long _start;
    private long _last;
    private bool _confirms;
    private long? _restart;

    /// <summary>Begins to watch the channel after a position.</summary>
    /// <param name="start">The position that was stated or confirmed.</param>
    public WireChannel(long start) => (_start, _last) = (start, start);

    /// <summary>Messages that came out of their turn.</summary>
    public long Reordered { get; private set; }

    /// <summary>Messages that came twice.</summary>
    public long Doubled { get; private set; }

    /// <summary>The first message that came twice, in words; null where none did.</summary>
    public string? FirstDoubled { get; private set; }

    /// <summary>Messages that were rightly told again.</summary>
    public long Resent { get; private set; }

    /// <summary>
    /// The client asked for a replay from here on the same socket. What was on its way by then comes first, and is replayed all the same.
    /// </summary>
    public void RestartAfter(long position) => _restart = position;

    /// <summary>The client confirmed all up to here.</summary>
    /// <param name="sequence">The last that it confirmed.</param>
    /// <param name="at">When it did.</param>
    public void Acknowledge(long sequence, TimeSpan at)
    {
        _confirms = true;
        foreach (var (each, told) in _told.Where(each => each.Key <= sequence).ToArray())
        {
            if (told.Confirmed is not { } confirmed)
            {
                _told[each] = told with { Confirmed = at };
            }
            else if (at - confirmed > OnTheWay)
            {
                _told.Remove(each);
            }
        }
    }

    /// <summary>Records a message that came, and checks whether it was its turn.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="repeat">When it may be told again.</param>
    /// <param name="at">When it came.</param>
    /// <param name="isReplayed">Whether it came in a replay.</param>
    public void Arrive(long sequence, AllowedRepeat repeat, TimeSpan at, bool isReplayed = false)
    {
        if (isReplayed && _restart is { } restart && sequence == restart + 1)
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
        else if (IsRightlyToldAgain(sequence, repeat, at))
        {
            Resent++;
        }
        else
        {
            Doubled++;
            FirstDoubled ??= Words(sequence, at);
            return;
        }

        if (repeat == AllowedRepeat.Unacknowledged)
        {
            _told[sequence] = new(at, _told.GetValueOrDefault(sequence).Confirmed);
        }
    }

    private string Words(long sequence, TimeSpan at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"#{sequence} of {_last}, begun after {_start}, {(_told.TryGetValue(sequence, out var told) ? $"told {(at - told.At).TotalSeconds:0.000} s before, {(told.Confirmed is { } confirmed ? $"acknowledged {(at - confirmed).TotalSeconds:0.000} s before" : "not acknowledged")}" : "not to be told again")}"
        );

    private bool IsRightlyToldAgain(long sequence, AllowedRepeat repeat, TimeSpan at)
    {
        if (repeat != AllowedRepeat.Never && sequence <= _start && _toldAgain.Add(sequence))
        {
            return true;
        }

        return repeat == AllowedRepeat.Unacknowledged
            && _confirms
            && _told.TryGetValue(sequence, out var told)
            && at - told.At >= LeastInterval
            && (told.Confirmed is not { } confirmed || at - confirmed <= OnTheWay);
    }

    /// <summary>When a message was told last, and when the client confirmed it first.</summary>
    private readonly record struct ToldMessage(TimeSpan At, TimeSpan? Confirmed);
}
