using System.Collections.Immutable;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>Who stands where, worked out once for as long as the same people are clocked in.</summary>
internal sealed class Staffing
{
    private readonly ImmutableArray<StaffRecord> _staff;
    private readonly EquatableMap<Shift> _shifts;
    private readonly Dictionary<string, ImmutableArray<string>> _at = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _covered = new(StringComparer.Ordinal);

    /// <summary>Works out who stands where.</summary>
    /// <param name="staff">Who works in the café.</param>
    /// <param name="shifts">Who is clocked in, by employee.</param>
    public Staffing(EquatableList<StaffRecord> staff, EquatableMap<Shift> shifts)
    {
        (_staff, _shifts) = (staff.Items, shifts);
        Cover();
        var own = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var person in _staff)
        {
            own.TryAdd(person.EmployeeId, person.Counters.Items);
        }

        foreach (var shift in shifts.Values.Where(shift => shift.Break is null))
        {
            var counters = own.GetValueOrDefault(shift.EmployeeId, []);
            foreach (var counterId in counters.Concat(CoveredBy(shift.EmployeeId)).Distinct())
            {
                _at[counterId] = At(counterId).Add(shift.EmployeeId);
            }
        }
    }

    /// <summary>Whether it is still so with these people.</summary>
    /// <param name="staff">Who works in the café.</param>
    /// <param name="shifts">Who is clocked in, by employee.</param>
    public bool IsOf(EquatableList<StaffRecord> staff, EquatableMap<Shift> shifts) =>
        _staff == staff.Items && ReferenceEquals(_shifts.Items, shifts.Items);

    /// <summary>Who works at a counter: clocked in, not on a break, assigned to it or covering it.</summary>
    public ImmutableArray<string> At(string counterId) => _at.GetValueOrDefault(counterId, []);

    /// <summary>The counters that somebody who is clocked in covers for those who are on a break.</summary>
    public IReadOnlyList<string> CoveredBy(string employeeId) =>
        _covered.GetValueOrDefault(employeeId) ?? [];

    private void Cover()
    {
        foreach (var shift in _shifts.Values)
        {
            foreach (var covering in shift.Break?.Covering.Items ?? [])
            {
                if (_shifts.Contains(covering))
                {
                    if (!_covered.TryGetValue(covering, out var counters))
                    {
                        _covered[covering] = counters = [];
                    }

                    counters.AddRange(shift.Break!.CounterIds.Items);
                }
            }
        }
    }
}
