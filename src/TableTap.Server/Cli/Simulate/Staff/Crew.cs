using TableTap.Ordering;

namespace TableTap.Server.Simulation;

/// <summary>Somebody who works at a counter.</summary>
/// <param name="UserId">Who.</param>
/// <param name="CounterId">The counter.</param>
internal sealed record Person(string UserId, string CounterId);

/// <summary>Who works in the café.</summary>
/// <param name="Baristas">One at each counter.</param>
/// <param name="ManagerId">Who watches over it.</param>
internal sealed record Crew(IReadOnlyList<Person> Baristas, string ManagerId)
{
    /// <summary>The crew of a café.</summary>
    /// <param name="cafeId">The café.</param>
    /// <exception cref="SimulationException">Its staff is not known.</exception>
    public static Crew Of(string cafeId)
    {
        if (cafeId != DemoCafe.Id)
        {
            throw new SimulationException(
                $"The staff of the café '{cafeId}' is not known; the café '{DemoCafe.Id}' can be simulated."
            );
        }

        var staff = DemoCafe.Profile.Staff.Items;
        return new(
            [
                .. staff
                    .Where(person => person.Role == Role.Employee)
                    .Select(person => new Person(person.EmployeeId, person.Counters.Items[0])),
            ],
            staff.First(person => person.Role == Role.Manager).EmployeeId
        );
    }
}
