namespace TableTap.Simulation.Scenario;

/// <summary>A party that comes through the door.</summary>
/// <param name="At">When, from the start, in the café's time.</param>
/// <param name="Size">How many of them order.</param>
public readonly record struct Party(TimeSpan At, int Size);

/// <summary>
/// How guests arrive: a Poisson process whose rate swells to two peaks and falls off between them, as a café's does, in
/// parties of one to four. Pure: the same random numbers give the same hour.
/// </summary>
public static class ArrivalProcess
{
    private static readonly double[] SizeShares = [0.58, 0.27, 0.1, 0.05];

    private static readonly (double At, double Width, double Height)[] Peaks =
    [
        (0.32, 0.09, 1.1),
        (0.72, 0.13, 0.8),
    ];

    private const double Base = 0.45;
    private const int Steps = 1000;

    private static readonly double MeanShape =
        Enumerable.Range(0, Steps).Sum(step => RawShape((step + 0.5) / Steps)) / Steps;

    /// <summary>How many of a party order, on average.</summary>
    public static double MeanSize { get; } =
        SizeShares.Select((share, index) => share * (index + 1)).Sum();

    /// <summary>The highest rate relative to the mean.</summary>
    public static double PeakFactor { get; } =
        Enumerable.Range(0, Steps).Max(step => Shape((step + 0.5) / Steps));

    /// <summary>The rate relative to the mean at a part of the whole time.</summary>
    /// <param name="part">From 0 to 1.</param>
    public static double Shape(double part) => RawShape(part) / MeanShape;

    /// <summary>Draws the parties of a time, in order.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="ordersPerHour">How many orders an hour brings on average.</param>
    /// <param name="duration">How long guests keep coming, in the café's time.</param>
    public static IReadOnlyList<Party> Draw(Random random, double ordersPerHour, TimeSpan duration)
    {
        var parties = new List<Party>();
        var perHour = ordersPerHour / MeanSize;
        var highest = perHour * PeakFactor;
        var at = TimeSpan.Zero;
        while (true)
        {
            // Thinning: candidates at the highest rate, kept in proportion to the rate of their moment.
            at += TimeSpan.FromHours(-Math.Log(1 - random.NextDouble()) / highest);
            if (at >= duration)
            {
                return parties;
            }

            if (random.NextDouble() * PeakFactor < Shape(at / duration))
            {
                parties.Add(new(at, DrawSize(random)));
            }
        }
    }

    private static double RawShape(double part) =>
        Base
        + Peaks.Sum(peak =>
            peak.Height * Math.Exp(-Math.Pow((part - peak.At) / peak.Width, 2) / 2)
        );

    private static int DrawSize(Random random)
    {
        var left = random.NextDouble();
        var size = 0;
        while (size < SizeShares.Length - 1 && left >= SizeShares[size])
        {
            left -= SizeShares[size++];
        }

        return size + 1;
    }
}
