using TableTap.Realtime.Observability;

namespace TableTap.Server.Observability;

/// <summary>
/// What an objective's count was at moments of the past, and by that how fast its budget burns: 1 uses up exactly what the objective allows,
/// 14.4 the budget of 30 days in 50 hours. Bounded: a moment beyond the longest window makes room for the next. Thread-safe.
/// </summary>
/// <param name="count">What is counted.</param>
/// <param name="budget">The share that may be late, above 0.</param>
/// <param name="moments">How many moments are kept.</param>
/// <param name="time">The clock, of which only stretches count.</param>
internal sealed class ObjectiveHistory(
    ObjectiveCount count,
    double budget,
    int moments,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long At, long All, long Late)> _moments = new([
        (time.GetTimestamp(), count.Now.All, count.Now.Late),
    ]);

    /// <summary>Remembers the count of this moment.</summary>
    public void Note()
    {
        var (all, late) = count.Now;
        lock (_gate)
        {
            _moments.Enqueue((time.GetTimestamp(), all, late));
            if (_moments.Count > moments)
            {
                _moments.Dequeue();
            }
        }
    }

    /// <summary>How fast the budget burned within a window that ends now; 0 where there was nothing.</summary>
    /// <param name="window">
    /// How long it is: it begins at the last moment that is as old as that. Where none is, what was before the first moment counts as time in
    /// which nothing burned, so that a server that has just started wakes nobody for its first late messages.
    /// </param>
    public double BurnRate(TimeSpan window)
    {
        var (all, late) = count.Now;
        var since = Since(window);
        if (all <= since.All)
        {
            return 0;
        }

        var age = time.GetElapsedTime(since.At);
        var known = age < window ? age / window : 1;
        return (late - since.Late) / (double)(all - since.All) / budget * known;
    }

    private (long At, long All, long Late) Since(TimeSpan window)
    {
        lock (_gate)
        {
            var since = _moments.Peek();
            foreach (var moment in _moments)
            {
                if (time.GetElapsedTime(moment.At) < window)
                {
                    break;
                }

                since = moment;
            }

            return since;
        }
    }
}
