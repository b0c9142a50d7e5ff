namespace TableTap.Realtime.Delivery;

/// <summary>
/// Writes what was appended to many outboxes, on all cores: whoever is free takes the next few readers. It ends when all of them
/// were written to, so that what is committed meanwhile waits, and leaves together.
/// </summary>
internal sealed class ParallelWrite : IThreadPoolWorkItem
{
    // Some hundred microseconds of writing.
    private const int ReadersAtOnce = 64;

    private readonly IReadOnlyList<Reader> _readers;
    private readonly int _count;
    private readonly TaskCompletionSource _written = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _next;
    private int _left;

    /// <summary>Begins to write to some readers.</summary>
    internal ParallelWrite(IReadOnlyList<Reader> readers) =>
        (_readers, _count, _left) = (readers, readers.Count, readers.Count);

    /// <summary>Writes what waits for some readers, as far as their lines take it; completes when all had their turn.</summary>
    /// <param name="readers">The readers; not to be changed before the end.</param>
    public static Task WriteAsync(IReadOnlyList<Reader> readers)
    {
        var helpers = Math.Min(Environment.ProcessorCount, readers.Count / ReadersAtOnce) - 1;
        if (helpers <= 0)
        {
            Flush(readers, 0, readers.Count);
            return Task.CompletedTask;
        }

        var write = new ParallelWrite(readers);
        for (; helpers > 0; helpers--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(write, preferLocal: false);
        }

        write.Execute();
        return write._written.Task;
    }

    /// <summary>
    /// Takes part until nobody is left. Who comes after the end leaves the list alone: another write may use it by then.
    /// </summary>
    public void Execute()
    {
        for (
            var from = Interlocked.Add(ref _next, ReadersAtOnce) - ReadersAtOnce;
            from < _count;
            from = Interlocked.Add(ref _next, ReadersAtOnce) - ReadersAtOnce
        )
        {
            var to = Math.Min(from + ReadersAtOnce, _count);
            Flush(_readers, from, to);
            if (Interlocked.Add(ref _left, from - to) == 0)
            {
                _written.SetResult();
            }
        }
    }

    private static void Flush(IReadOnlyList<Reader> readers, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            readers[i].Outbox.Flush();
        }
    }
}
