using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TableTap.Ordering.Profiles;

/// <summary>
/// The spans in which a café is open, worked out once for each day of its wall clock: every decision asks for the same few days. Safe for
/// use from several threads.
/// </summary>
internal sealed class OpeningCalendar
{
    /// <summary>How many days are remembered; a café asks for the week ahead.</summary>
    private const int MostDays = 32;

    private static readonly ConditionalWeakTable<CafeProfile, OpeningCalendar> Calendars = [];
    private readonly ConcurrentDictionary<
        DateTime,
        (DateTimeOffset Opens, DateTimeOffset Closes)[]
    > _days = [];
    private readonly CafeProfile _cafe;

    private OpeningCalendar(CafeProfile cafe)
    {
        _cafe = cafe;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(cafe.TimeZone);
    }

    /// <summary>The café's time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The calendar of a café's profile; it lives as long as the profile does.</summary>
    public static OpeningCalendar Of(CafeProfile cafe) =>
        Calendars.GetValue(cafe, key => new OpeningCalendar(key));

    /// <summary>
    /// The spans that begin on a day, in the order of the profile. In the hour that comes twice the café opens the first time and closes
    /// the second.
    /// </summary>
    /// <param name="midnight">The day on the café's wall clock.</param>
    public IReadOnlyList<(DateTimeOffset Opens, DateTimeOffset Closes)> On(DateTime midnight)
    {
        if (_days.TryGetValue(midnight, out var spans))
        {
            return spans;
        }

        if (_days.Count >= MostDays)
        {
            _days.Clear();
        }

        return _days[midnight] = [
            .. _cafe
                .OpeningHours.Items.Where(hours => hours.Day == midnight.DayOfWeek)
                .Select(hours =>
                    (
                        LocalTime.Instants(Zone, midnight + hours.Opens)[0],
                        LocalTime.Instants(Zone, midnight + hours.Closes)[^1]
                    )
                ),
        ];
    }
}
