using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>
/// When somebody is back at a counter that nobody is at, as far as the plan says: the end of a break, a planned shift, the opening.
/// </summary>
internal static class ReturnTimes
{
    /// <summary>When somebody is back at a counter; null where no plan says so.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="now">The present time.</param>
    public static DateTimeOffset? At(Cafe cafe, string counterId, DateTimeOffset now)
    {
        DateTimeOffset? first = null;
        foreach (var person in cafe.Profile.Staff)
        {
            if (person.Counters.Contains(counterId))
            {
                var back = cafe.Shifts.TryGet(person.EmployeeId, out var shift)
                    ? shift.Break?.ReturnAt
                    : LocalTime.NextShift(cafe.Profile, person, now);
                first = back > now && !(first <= back) ? back : first;
            }
        }

        return first
            ?? (
                LocalTime.IsOpen(cafe.Profile, now)
                    ? null
                    : LocalTime.NextOpening(cafe.Profile, now)
            );
    }

    /// <summary>When somebody is back at any counter.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="now">The present time.</param>
    public static DateTimeOffset? Anywhere(Cafe cafe, DateTimeOffset now) =>
        cafe.Profile.Counters.Items.Min(counter => At(cafe, counter.CounterId, now));

    /// <summary>How long a counter is without anybody, no time where no plan says so; null where somebody is there.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="now">The present time.</param>
    public static TimeSpan? Away(Cafe cafe, string counterId, DateTimeOffset now) =>
        CounterStaffing.StaffAt(cafe, counterId) > 0
            ? null
            : At(cafe, counterId, now) - now ?? TimeSpan.Zero;
}
