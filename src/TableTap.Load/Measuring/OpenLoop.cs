namespace TableTap.Load.Measuring;

/// <summary>
/// Starts operations at the moments when they are due, whatever becomes of the ones before. An operation that is started
/// late keeps the moment at which it was due, so that waiting counts as latency.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="rate">How many a second.</param>
internal sealed class OpenLoop(TimeProvider time, double rate)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>How many operations were due so far.</summary>
    public long Offered { get; private set; }

    /// <summary>How late operations were started: the load's own share of every latency.</summary>
    public LatencyHistogram Lag { get; } = new(time);

    /// <summary>Starts operations until the time is over or it is told to stop.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="start">Starts an operation, and does not wait for its end; gets the timestamp at which it was due.</param>
    /// <param name="stop">Ends it early, without an exception.</param>
    /// <returns>How long it went on.</returns>
    public async Task<TimeSpan> RunAsync(
        TimeSpan duration,
        Action<long> start,
        CancellationToken stop
    )
    {
        var began = time.GetTimestamp();
        var all = (long)Math.Ceiling(duration.TotalSeconds * rate);
        while (Offered < all && !stop.IsCancellationRequested)
        {
            var due = Math.Min(all, 1 + (long)(time.GetElapsedTime(began).TotalSeconds * rate));
            while (Offered < due)
            {
                var moment = began + (long)(Offered / rate * time.TimestampFrequency);
                Lag.Record(moment);
                Offered++;
                start(moment);
            }

            if (Offered < all)
            {
                await Task.Delay(Tick, time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return time.GetElapsedTime(began);
    }
}
