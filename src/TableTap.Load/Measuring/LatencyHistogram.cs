using HdrHistogram;

namespace TableTap.Load.Measuring;

/// <summary>
/// How long operations took, from the moment each was due. Values up to an hour are kept with three significant digits.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock that timestamps come from.</param>
internal sealed class LatencyHistogram(TimeProvider time)
{
    private const long MostMicroseconds = 3_600_000_000;
    private const int Digits = 3;
    private readonly LongConcurrentHistogram _values = new(1, MostMicroseconds, Digits);

    /// <summary>How many operations were counted.</summary>
    public long Count => _values.TotalCount;

    /// <summary>Counts an operation that ends now.</summary>
    /// <param name="due">The timestamp at which it was due.</param>
    public void Record(long due) => Record(time.GetElapsedTime(due));

    /// <summary>Counts an operation by its time.</summary>
    /// <param name="took">How long it took; counts as nothing where it is negative.</param>
    public void Record(TimeSpan took) =>
        _values.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 0, MostMicroseconds));

    /// <summary>The percentiles of all that was counted so far.</summary>
    public LatencyFigures Figures()
    {
        var copy = _values.Copy();
        return copy.TotalCount == 0
            ? new(null, null, null, null, null)
            : new(At(50), At(95), At(99), At(99.9), Milliseconds(copy.GetMaxValue()));

        double At(double percentile) => Milliseconds(copy.GetValueAtPercentile(percentile));
    }

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;
}
