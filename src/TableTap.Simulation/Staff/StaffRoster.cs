using TableTap.Ordering.Profiles;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>Somebody who works at counters.</summary>
/// <param name="UserId">The id of the person.</param>
/// <param name="Counters">The counters, the main one first.</param>
internal sealed record RosteredEmployee(string UserId, IReadOnlyList<string> Counters);

/// <summary>Who works in the café.</summary>
/// <param name="Baristas">Everybody with a counter.</param>
/// <param name="ManagerId">Who runs it.</param>
internal sealed record StaffRoster(IReadOnlyList<RosteredEmployee> Baristas, string ManagerId)
{
    /// <summary>The crew of a café, as its file names them.</summary>
    /// <param name="cafeId">The café.</param>
    /// <param name="profile">What it is.</param>
    /// <exception cref="SimulationException">Somebody is missing.</exception>
    public static StaffRoster Of(string cafeId, CafeProfile profile)
    {
        var staff = profile.Staff.Items;
        var uncovered = profile.Counters.Items.FirstOrDefault(counter =>
            !staff.Any(person =>
                person.Role == Role.Employee && person.Counters.Contains(counter.CounterId)
            )
        );
        // Without counters everything is only handed over, by whoever is there.
        var workers = staff
            .Where(person =>
                person.Role == Role.Employee
                && (person.Counters.Count > 0 || profile.Counters.Count == 0)
            )
            .ToArray();
        return uncovered is not null
                ? throw new SimulationException(
                    $"Nobody works at {uncovered.Name} of the café '{cafeId}': give somebody the counter '{uncovered.CounterId}'."
                )
            : staff.FirstOrDefault(person => person.Role == Role.Manager) is not { } manager
                ? throw new SimulationException($"The café '{cafeId}' has no manager.")
            : workers.Length == 0
                ? throw new SimulationException(
                    $"Nobody works in the café '{cafeId}': it needs an employee."
                )
            : new(
                [
                    .. workers.Select(person => new RosteredEmployee(
                        person.EmployeeId,
                        person.Counters.Items
                    )),
                ],
                manager.EmployeeId
            );
    }

    /// <summary>How many people work at a counter at once.</summary>
    /// <param name="counter">The counter.</param>
    public double StaffAt(CounterProfile counter) =>
        Math.Min(
            counter.Lanes,
            Baristas
                .Where(person => person.Counters.Contains(counter.CounterId))
                .Sum(person => 1.0 / person.Counters.Count)
        );
}
