using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>
/// The budget of one connection's frames that no other limit counts: <c>ping</c>, <c>token_refresh</c>, pings of the WebSocket itself (section
/// 8). What is over it waits, and all behind it in the socket; who goes on for long is told off. Only the connection's reading touches it.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="overrun">Called when too many frames had to wait.</param>
internal sealed class FramePace(MessageLimitOptions options, TimeProvider time, Action overrun)
{
    // A third of a minute's frames may come at once.
    private const int BurstPart = 3;

    private long _framesAt;
    private long _pausesAt;

    private Pace Frames =>
        new(
            options.PingsPerMinute / (double)MessageLimitOptions.WindowSeconds,
            Math.Max(1, options.PingsPerMinute / BurstPart)
        );

    private Pace Pauses =>
        new(
            options.LimitedPerMinute / (double)MessageLimitOptions.WindowSeconds,
            options.LimitedPerMinute
        );

    /// <summary>Counts a frame; waits where it came too soon.</summary>
    /// <param name="cancellationToken">The connection is cut.</param>
    public ValueTask PassAsync(CancellationToken cancellationToken)
    {
        var wait = Frames.Pass(1, ref _framesAt, time);
        if (wait == TimeSpan.Zero)
        {
            return ValueTask.CompletedTask;
        }

        if (Pauses.Pass(1, ref _pausesAt, time) > TimeSpan.Zero)
        {
            overrun();
        }

        return new(Task.Delay(wait, time, cancellationToken));
    }
}
