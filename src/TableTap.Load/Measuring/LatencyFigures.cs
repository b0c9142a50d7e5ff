namespace TableTap.Load.Measuring;

/// <summary>The percentiles of a latency in milliseconds, from the moment each operation was due; null where nothing was counted.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">What 95 of 100 stay within.</param>
/// <param name="P99">What 99 of 100 stay within.</param>
/// <param name="P999">What 999 of 1,000 stay within.</param>
/// <param name="Max">The longest.</param>
public sealed record LatencyFigures(
    double? P50,
    double? P95,
    double? P99,
    double? P999,
    double? Max
);
