namespace TableTap.Comparison;

/// <summary>What the values of several rounds come to.</summary>
internal static class Spread
{
    /// <summary>The value in the middle; of an even number of values the mean of the two that are there.</summary>
    /// <param name="values">At least one value, in any order.</param>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
