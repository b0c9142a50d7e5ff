using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>A step of making a ticket.</summary>
/// <param name="At">When, from its beginning.</param>
/// <param name="LineId">The id of the line.</param>
/// <param name="Status">Started, or ready.</param>
internal readonly record struct PreparationStep(TimeSpan At, string LineId, LineStatus Status);

/// <summary>
/// How one pair of hands makes a ticket: the longest first, and each other begun so that it ends a part of its time after
/// the one before. Pure.
/// </summary>
internal static class PreparationPlan
{
    private const double FurtherItem = 0.4;

    /// <summary>The steps in the order of their time.</summary>
    /// <param name="lines">The lines and how long each takes.</param>
    public static IReadOnlyList<PreparationStep> Steps(
        IEnumerable<(string LineId, TimeSpan Time)> lines
    )
    {
        var steps = new List<PreparationStep>();
        TimeSpan? end = null;
        foreach (var (lineId, time) in lines.OrderByDescending(line => line.Time))
        {
            var start = end is { } before ? before - (time * (1 - FurtherItem)) : TimeSpan.Zero;
            end = start + time;
            steps.Add(new(start, lineId, LineStatus.Started));
            steps.Add(new(end.Value, lineId, LineStatus.Ready));
        }

        // A line's own steps keep their order where both have the same time.
        return [.. steps.OrderBy(step => step.At)];
    }
}
