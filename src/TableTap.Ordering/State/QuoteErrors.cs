using System.Collections.Immutable;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>How long the last orders took as a part of what was estimated, the latest last (docs/protocol.md §5).</summary>
/// <param name="Ratios">Actual time over estimate; 1 is exact, at most <see cref="Kept"/> of them.</param>
public sealed record QuoteErrors(EquatableList<double> Ratios)
{
    /// <summary>The most orders that are remembered.</summary>
    public const int Kept = 50;

    private const double Percentile = 0.8;
    private const double Least = 0.8;
    private const double Most = 2;

    /// <summary>The state in which no order was measured yet.</summary>
    public static QuoteErrors None { get; } = new(EquatableList.Create<double>([]));

    /// <summary>The ratio that four of five orders stay within, from 0.8 to 2.</summary>
    private double Usual { get; } = Math.Clamp(AtPercentile(Ratios.Items.Sort()), Least, Most);

    /// <summary>What estimates are multiplied with to be quoted; 1 until enough orders were measured.</summary>
    /// <param name="limits">The café's numbers.</param>
    public double Correction(CafeLimits limits) => Ratios.Count < limits.QuotesNeeded ? 1 : Usual;

    /// <summary>With one order more, the oldest beyond the limit forgotten.</summary>
    public QuoteErrors Add(QuoteOutcome kept) =>
        kept.Ratio is { } ratio
            ? new(Ratios.Items.Add(ratio).TakeLast(Kept).ToEquatableList())
            : this;

    private static double AtPercentile(ImmutableArray<double> sorted) =>
        sorted.IsEmpty ? 1 : sorted[(int)Math.Ceiling(Percentile * sorted.Length) - 1];
}
