namespace TableTap.Client.Commands;

/// <summary>
/// Spreads what is sent so that no window holds more than the server allows (section 8): the n-th message waits until the one
/// n − limit places before it is a window old. First come, first served. Thread-safe.
/// </summary>
/// <param name="limit">How many in a window.</param>
/// <param name="window">The length of the window.</param>
/// <param name="time">The clock that measures the waiting.</param>
internal sealed class SendRateLimiter(int limit, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();

    // Counted from the first use, by the steady clock: a wall clock that is set back would stop the sending for as long.
    private readonly long _start = time.GetTimestamp();
    private readonly Queue<TimeSpan> _sent = new();

    /// <summary>Takes the next place and waits for its time.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = Reserve();
        return wait <= TimeSpan.Zero
            ? Task.CompletedTask
            : Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var at = now;
            if (_sent.Count >= Math.Max(1, limit) && _sent.Dequeue() + window is var free)
            {
                at = free > now ? free : now;
            }

            _sent.Enqueue(at);
            return at - now;
        }
    }
}
