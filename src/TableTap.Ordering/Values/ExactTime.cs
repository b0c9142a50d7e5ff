namespace TableTap.Ordering.Values;

/// <summary>
/// A time that can be summed without rounding, in ten-thousandths of a tick: the percent of a percent of a time is a whole number of them.
/// So a sum that is kept up is the same as one that is counted anew, in whatever order.
/// </summary>
/// <param name="Units">How many ten-thousandths of a tick.</param>
public readonly record struct ExactTime(Int128 Units)
{
    private const int UnitsOfTick = 10_000;
    private const int Hundred = 100;

    /// <summary>No time at all.</summary>
    public static ExactTime Zero => default;

    /// <summary>The same time, without rounding.</summary>
    public static ExactTime Of(TimeSpan time) => new((Int128)time.Ticks * UnitsOfTick);

    /// <summary>The sum of both times, without rounding.</summary>
    public static ExactTime operator +(ExactTime left, ExactTime right) =>
        new(left.Units + right.Units);

    /// <summary>What is left of a time.</summary>
    public static ExactTime operator -(ExactTime left, ExactTime right) =>
        new(left.Units - right.Units);

    /// <summary>So many times a time.</summary>
    public static ExactTime operator *(ExactTime time, int times) => new(time.Units * times);

    /// <summary>The longer of this time and another.</summary>
    public ExactTime AtLeast(ExactTime least) => Units > least.Units ? this : least;

    /// <summary>A part of it; exact for a percent of a percent of whole ticks.</summary>
    public ExactTime Percent(int percent) => new(Units * percent / Hundred);

    /// <summary>A share of it in whole ticks, the rest left away; at most the longest time that there is.</summary>
    /// <param name="by">How many share it; at least 1.</param>
    public TimeSpan Share(int by)
    {
        var ticks = Units / ((Int128)UnitsOfTick * by);
        return ticks < long.MaxValue ? new((long)ticks) : TimeSpan.MaxValue;
    }
}
