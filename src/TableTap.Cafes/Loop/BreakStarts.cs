using TableTap.Ordering.State;

namespace TableTap.Cafes.Loop;

/// <summary>
/// At which commit each running break started, as one loop saw it. Of what it did not see itself (another writer's break, or one from
/// before a restart) it takes the commit at which it learned of it: then less can be replayed to who covers, and never too much.
/// Not thread-safe.
/// </summary>
internal sealed class BreakStarts
{
    private Dictionary<(string EmployeeId, DateTimeOffset At), long> _starts = [];

    /// <summary>Whether a break is running that was not before.</summary>
    /// <param name="before">The café as it was.</param>
    /// <param name="after">The café as it is.</param>
    public static bool Began(Cafe before, Cafe after) =>
        !ReferenceEquals(before.Shifts.Items, after.Shifts.Items)
        && Running(after).Except(Running(before)).Any();

    /// <summary>Takes note of the breaks that are running now.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="position">A commit position at which all of them have started.</param>
    /// <returns>The position of each, by the one who has the break.</returns>
    public IReadOnlyDictionary<string, long> Update(Cafe cafe, long position)
    {
        _starts = Running(cafe)
            .ToDictionary(key => key, key => _starts.GetValueOrDefault(key, position));
        return Known(cafe);
    }

    /// <summary>The position of each break of a café that was noted, by the one who has the break.</summary>
    /// <param name="cafe">The café, as committed or as it will be.</param>
    public IReadOnlyDictionary<string, long> Known(Cafe cafe) =>
        cafe
            .Shifts.Values.Where(shift =>
                shift.Break is { } pause && _starts.ContainsKey((shift.EmployeeId, pause.StartedAt))
            )
            .ToDictionary(
                shift => shift.EmployeeId,
                shift => _starts[(shift.EmployeeId, shift.Break!.StartedAt)]
            );

    private static IEnumerable<(string EmployeeId, DateTimeOffset At)> Running(Cafe cafe) =>
        cafe
            .Shifts.Values.Where(shift => shift.Break is not null)
            .Select(shift => (shift.EmployeeId, shift.Break!.StartedAt));
}
