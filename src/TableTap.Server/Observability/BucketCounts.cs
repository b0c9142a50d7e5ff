namespace TableTap.Server.Observability;

/// <summary>The counts of a histogram in the steps that its instrument asks for. Thread-safe.</summary>
/// <param name="bounds">The upper bounds of the steps, rising; one more step is above the last.</param>
internal sealed class BucketCounts(IReadOnlyList<double> bounds)
{
    private readonly double[] _bounds = [.. bounds];
    private readonly long[] _counts = new long[bounds.Count + 1];

    /// <summary>Counts a value in its step.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value)
    {
        var place = Array.BinarySearch(_bounds, value);
        Interlocked.Increment(ref _counts[place < 0 ? ~place : place]);
    }

    /// <summary>The counts of now, to compare with those of another moment.</summary>
    public long[] Read()
    {
        var counts = new long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Interlocked.Read(ref _counts[i]);
        }

        return counts;
    }

    /// <summary>What was counted between two moments.</summary>
    /// <param name="before">The counts of the earlier one.</param>
    /// <param name="after">The counts of the later one.</param>
    public Percentiles Between(long[] before, long[] after)
    {
        var counts = after.Zip(before, (later, earlier) => later - earlier).ToArray();
        var total = counts.Sum();
        return new(total, At(counts, total, 0.5), At(counts, total, 0.95), At(counts, total, 0.99));
    }

    // As Prometheus estimates a quantile: evenly within its step, and the last bound for what is above it.
    private double? At(long[] counts, long total, double part)
    {
        if (total == 0)
        {
            return null;
        }

        var (rank, below) = (part * total, 0L);
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (counts[i] > 0 && below + counts[i] >= rank)
            {
                var from = i == 0 ? 0 : _bounds[i - 1];
                return from + (_bounds[i] - from) * (rank - below) / counts[i];
            }

            below += counts[i];
        }

        return _bounds[^1];
    }
}

/// <summary>What a histogram says of a span of time.</summary>
/// <param name="Count">How many values there were.</param>
/// <param name="P50">Half of them were at most this; null where there were none.</param>
/// <param name="P95">Of a hundred of them, 95 were at most this.</param>
/// <param name="P99">Of a hundred of them, 99 were at most this.</param>
internal readonly record struct Percentiles(long Count, double? P50, double? P95, double? P99);
