using TableTap.Realtime.Options;

namespace TableTap.Realtime.Limits;

/// <summary>
/// An even rate with room for a burst: the generic cell rate algorithm, which needs one number for each who is held to it. Not thread-safe.
/// </summary>
/// <param name="perSecond">How much passes in a second.</param>
/// <param name="burst">How much may pass at once after a rest.</param>
internal readonly struct Pace(double perSecond, double burst)
{
    private const int LargestAtOnce = 16;

    // Other frames than counted messages come, too, however few of these are allowed.
    private const int LeastMessages = 100;

    /// <summary>What a socket may send at all: as many bytes as messages of the largest size would have, sixteen of them at once.</summary>
    /// <param name="options">The limits.</param>
    public static Pace OfBytes(MessageLimitOptions options) =>
        new(
            options.MaxMessageBytes
                * (double)Math.Max(options.MessagesPerMinute, LeastMessages)
                / MessageLimitOptions.WindowSeconds,
            options.MaxMessageBytes * (double)LargestAtOnce
        );

    /// <summary>Counts what passes, and says how long it should have waited.</summary>
    /// <param name="amount">How much passes.</param>
    /// <param name="at">When all that passed so far would have passed at the even rate, as a timestamp; 0 at first.</param>
    /// <param name="time">The clock.</param>
    public TimeSpan Pass(double amount, ref long at, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var tick = time.TimestampFrequency / perSecond;
        at = Math.Max(at, now) + (long)(amount * tick);
        var ahead = at - now - (long)(burst * tick);
        return ahead <= 0
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds((double)ahead / time.TimestampFrequency);
    }

    /// <summary>Counts what passes, unless it came too soon.</summary>
    /// <param name="amount">How much would pass.</param>
    /// <param name="at">When all that passed so far would have passed at the even rate, as a timestamp; 0 at first.</param>
    /// <param name="time">The clock.</param>
    /// <returns>For how long it has to wait; zero where it passed.</returns>
    public TimeSpan TryPass(double amount, ref long at, TimeProvider time)
    {
        var before = at;
        var wait = Pass(amount, ref at, time);
        if (wait > TimeSpan.Zero)
        {
            at = before;
        }

        return wait;
    }
}
