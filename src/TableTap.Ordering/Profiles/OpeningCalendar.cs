using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TableTap.Ordering.Profiles;

/// <summary>
/// The spans in which a café is open, worked out once for each day of its wall clock: every decision asks for the same few days. Safe for
/// use from several threads.
/// </summary>
internal sealed class OpeningCalendar
{
    /// <summary>Further from an instant than any zone's offset, and near enough that clocks change once at most meanwhile.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    /// <summary>How many days are remembered; a café asks for the week ahead.</summary>
    private const int MostDays = 32;

    private static readonly ConditionalWeakTable<CafeProfile, OpeningCalendar> Calendars = [];
    private readonly ConcurrentDictionary<
        DateTime,
        (DateTimeOffset Opens, DateTimeOffset Closes)[]
    > _days = [];
    private readonly CafeProfile _cafe;
    private volatile CutOff? _cutOff;

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
                    (Instants(midnight + hours.Opens)[0], Instants(midnight + hours.Closes)[^1])
                ),
        ];
    }

    /// <summary>
    /// The day's cut-off that follows an instant. The answer is the same until it has come, so that it is worked out once a day.
    /// </summary>
    /// <param name="timeOfDay">The local time of the cut-off.</param>
    /// <param name="after">After which instant.</param>
    /// <param name="next">Works it out.</param>
    public DateTimeOffset CutOffAfter(
        TimeSpan timeOfDay,
        DateTimeOffset after,
        Func<CafeProfile, TimeSpan, DateTimeOffset, DateTimeOffset> next
    )
    {
        if (
            _cutOff is { } known
            && known.TimeOfDay == timeOfDay
            && known.After <= after
            && after < known.At
        )
        {
            return known.At;
        }

        var at = next(_cafe, timeOfDay, after);
        _cutOff = new(timeOfDay, after, at);
        return at;
    }

    /// <summary>
    /// The instants at which the café's wall clock shows a time, the earlier one first: two in the hour that comes twice. Asks only what the clock
    /// shows at an instant, which is right for every zone's law.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> Instants(DateTime local)
    {
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var before = Zone.GetUtcOffset(asUtc - Around);
        var after = Zone.GetUtcOffset(asUtc + Around);
        if (before == after)
        {
            return [new DateTimeOffset(local, before)];
        }

        var instants = new[] { before, after }
            .Distinct()
            .Select(offset => new DateTimeOffset(local, offset))
            .Where(instant => TimeZoneInfo.ConvertTime(instant, Zone).DateTime == local)
            .Order()
            .ToList();
        return instants.Count > 0 ? instants : [new DateTimeOffset(local, before)];
    }

    /// <summary>A cut-off as it was worked out last.</summary>
    /// <param name="TimeOfDay">Its local time.</param>
    /// <param name="After">From this instant on, it comes next.</param>
    /// <param name="At">When it comes.</param>
    private sealed record CutOff(TimeSpan TimeOfDay, DateTimeOffset After, DateTimeOffset At);
}
