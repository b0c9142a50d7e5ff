namespace TableTap.Ordering.State;

/// <summary>What came of a quote, all of it reckoned from the order's confirmation (docs/protocol.md §6).</summary>
/// <param name="Quoted">How long it would take, as was announced to the guest.</param>
/// <param name="Actual">How long it took until it was ready for the first time; not negative.</param>
/// <param name="Expected">The estimate behind the quote, before it was corrected; null when it is not known.</param>
public sealed record QuoteOutcome(TimeSpan Quoted, TimeSpan Actual, TimeSpan? Expected = null)
{
    /// <summary>How far off the quote was, as a part of it: 0.1 for a tenth, early or late.</summary>
    public double Error =>
        Math.Abs((Actual - Quoted) / (Quoted > TimeSpan.Zero ? Quoted : TimeSpan.FromMinutes(1)));

    /// <summary>The same in whole percent, a half counted up; at most 100. Reckoned without fractions, so that a half is one.</summary>
    public int ErrorPercent
    {
        get
        {
            var quoted = Quoted > TimeSpan.Zero ? Quoted.Ticks : TimeSpan.TicksPerMinute;
            var miss = Math.Min(Math.Abs(Actual.Ticks - Quoted.Ticks), quoted);
            return (int)(((200 * miss) + quoted) / (2 * quoted));
        }
    }

    /// <summary>How long it took, as a part of what was estimated; null when that is not known.</summary>
    public double? Ratio => Expected > TimeSpan.Zero ? Actual / Expected : null;

    /// <summary>Whether it was ready as quoted, or a grace later at most.</summary>
    public bool IsOnTime(TimeSpan grace) => Actual <= Quoted + grace;
}
