using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>What one connection has used of its limits (section 8). Only its reading touches them.</summary>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionLimits(MessageLimitOptions options, TimeProvider time)
{
    // A head costs a read of the journal: pings may be sent at will, heads are told as often as this.
    private const int HeadsPerMinute = 120;

    private SlidingWindow? _messages;
    private SlidingWindow? _acks;
    private SlidingWindow? _malformed;
    private SlidingWindow? _limited;
    private SlidingWindow? _replays;
    private SlidingWindow? _heads;

    public SlidingWindow Messages => _messages ??= new(time, options.MessagesPerMinute);

    public SlidingWindow Acks => _acks ??= new(time, options.AcksPerMinute);

    /// <summary>Messages that were not understood; one more than these closes the socket.</summary>
    public SlidingWindow Malformed => _malformed ??= new(time, options.MalformedPerMinute);

    /// <summary>Messages refused by rate; one more than these closes the socket.</summary>
    public SlidingWindow Limited => _limited ??= new(time, options.LimitedPerMinute);

    public SlidingWindow Replays => _replays ??= new(time, options.ReplaysPerMinute);

    public SlidingWindow Heads => _heads ??= new(time, HeadsPerMinute);
}
