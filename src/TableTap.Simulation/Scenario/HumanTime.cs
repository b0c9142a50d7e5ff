namespace TableTap.Simulation.Scenario;

/// <summary>How long people take: log-normal, so that most are quick and a few are slow. Pure.</summary>
internal static class HumanTime
{
    /// <summary>Draws how long one person takes, at random.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="median">What half of the people stay under.</param>
    /// <param name="spread">The standard deviation of the logarithm.</param>
    public static TimeSpan Draw(Random random, TimeSpan median, double spread)
    {
        // Box and Muller.
        var normal =
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(spread * Math.Clamp(normal, -3, 3));
    }
}
