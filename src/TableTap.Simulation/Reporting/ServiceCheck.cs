using System.Globalization;

namespace TableTap.Simulation.Reporting;

/// <summary>Whether the café did for its guests what was planned. Pure.</summary>
internal static class ServiceCheck
{
    /// <summary>Says what could not be done, in sentences: nothing of a kind, or too little of all together.</summary>
    /// <param name="served">What was planned and done.</param>
    public static IReadOnlyList<string> Failures(IReadOnlyList<ServedNeed> served)
    {
        var failures = served
            .Where(need => need is { Planned: > 0, Done: 0 })
            .Select(need => $"Of {need.Planned} planned {need.What}, none could be done.")
            .ToList();
        var (planned, done) = (served.Sum(need => need.Planned), served.Sum(need => need.Done));
        if (done < Verdict.LeastOrdered * planned)
        {
            failures.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {planned} things that were planned for guests besides orders, {done} could be done ({(double)done / planned:P0}); at least {Verdict.LeastOrdered:P0} have to be."
                )
            );
        }

        return failures;
    }
}
