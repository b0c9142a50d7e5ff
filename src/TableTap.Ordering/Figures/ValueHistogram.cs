using System.Globalization;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Figures;

/// <summary>
/// How often each whole number came. It gives means and ranks of any number of values from as many entries as there are different ones,
/// so it cannot grow beyond <see cref="Most"/>.
/// </summary>
public sealed record ValueHistogram
{
    /// <summary>The largest value; larger ones count as this.</summary>
    public const int Most = 86_400;

    /// <summary>How often each value came, by the value in six digits.</summary>
    public EquatableMap<int> Times { get; init; }

    /// <summary>How many values there are.</summary>
    public int Count { get; init; }

    /// <summary>The sum of all values.</summary>
    public long Sum { get; init; }

    /// <summary>The mean of the values; null where there are none.</summary>
    public double? Mean => Count == 0 ? null : (double)Sum / Count;

    /// <summary>With one value more.</summary>
    public ValueHistogram Add(int value) => Change(Bounded(value), 1);

    /// <summary>Without a value that was added before.</summary>
    public ValueHistogram Remove(int value) => Change(Bounded(value), -1);

    /// <summary>The smallest value that at least this part of all do not exceed; null where there are none.</summary>
    /// <param name="percent">The part, from 1 to 100.</param>
    public int? Rank(int percent)
    {
        var left = ((Count * (long)percent) + 99) / 100;
        foreach (var (value, times) in Times.Items)
        {
            left -= times;
            if (left <= 0)
            {
                return int.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static int Bounded(int value) => Math.Clamp(value, 0, Most);

    private ValueHistogram Change(int value, int by)
    {
        var key = value.ToString("D6", CultureInfo.InvariantCulture);
        var times = (Times.TryGet(key, out var known) ? known : 0) + by;
        return new()
        {
            Times = times > 0 ? Times.Set(key, times) : Times.Remove(key),
            Count = Count + by,
            Sum = Sum + (by * value),
        };
    }
}
