using System.Collections.Concurrent;

namespace TableTap.Load.Reporting;

/// <summary>Counts what became of operations. Thread-safe.</summary>
internal sealed class OperationCounts
{
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private long _done;
    private long _refused;

    /// <summary>How many operations were done.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>How many operations were refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many were refused for each reason.</summary>
    public IReadOnlyDictionary<string, long> Refusals =>
        new SortedDictionary<string, long>(_refusals, StringComparer.Ordinal);

    /// <summary>Counts operations that were done.</summary>
    /// <param name="count">How many.</param>
    public void Finish(long count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>Counts an operation that was refused.</summary>
    /// <param name="reason">The code of the refusal, or a few words.</param>
    public void Refuse(string reason)
    {
        Interlocked.Increment(ref _refused);
        _refusals.AddOrUpdate(reason, 1, static (_, count) => count + 1);
    }
}
