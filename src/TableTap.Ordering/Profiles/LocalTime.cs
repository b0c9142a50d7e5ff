namespace TableTap.Ordering;

/// <summary>The café's wall clock: opening hours, shifts and the day's cut-off are local.</summary>
public static class LocalTime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Further from an instant than any zone's offset, and near enough that clocks change once at most meanwhile.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    /// <summary>Whether the machine knows a zone by this IANA id.</summary>
    public static bool Knows(string timeZone) =>
        timeZone.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-'
        ) && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    /// <summary>An instant on the café's wall clock.</summary>
    public static DateTime At(CafeProfile cafe, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, Zone(cafe)).DateTime;

    /// <summary>
    /// The first instant at which the café's wall clock shows this. A time that daylight saving leaves out counts from the hour before.
    /// </summary>
    public static DateTimeOffset Instant(CafeProfile cafe, DateTime local) =>
        Instants(Zone(cafe), local).First();

    /// <summary>Whether the café takes orders at this instant (docs/protocol.md §5).</summary>
    public static bool IsOpen(CafeProfile cafe, DateTimeOffset instant)
    {
        var local = At(cafe, instant);
        return cafe.OpeningHours.Items.Any(hours =>
            Covers(hours.Day, hours.Opens, hours.Closes, local)
        );
    }

    /// <summary>The planned shift of a person that covers this instant or starts within <paramref name="early"/> of it.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? ShiftAt(
        CafeProfile cafe,
        StaffRecord person,
        DateTimeOffset instant,
        TimeSpan early
    )
    {
        var zone = Zone(cafe);
        var today = At(cafe, instant).Date;
        (DateTimeOffset Start, DateTimeOffset End)? first = null;
        foreach (var shift in person.Shifts)
        {
            // A shift over midnight started yesterday; one just after midnight starts tomorrow.
            for (var day = -1; day <= 1; day++)
            {
                var midnight = today.AddDays(day);
                var start = Instants(zone, midnight + shift.Start).First();
                // An hour that comes twice is worked twice.
                var end = Instants(zone, midnight + shift.End).Last();
                if (
                    midnight.DayOfWeek == shift.Day
                    && instant >= start - early
                    && instant < end
                    && !(start >= first?.Start)
                )
                {
                    first = (start, end);
                }
            }
        }

        return first;
    }

    /// <summary>The first instant after this one at which the wall clock shows a time of day.</summary>
    public static DateTimeOffset Next(CafeProfile cafe, TimeSpan timeOfDay, DateTimeOffset after)
    {
        var zone = Zone(cafe);
        var today = At(cafe, after).Date;
        return Enumerable
            .Range(0, 3)
            .SelectMany(day => Instants(zone, today.AddDays(day) + timeOfDay))
            .First(instant => instant > after);
    }

    /// <summary>
    /// The instants at which a wall clock shows a time, the earlier one first: two in the hour that comes twice. Asks only what the clock
    /// shows at an instant, which is right for every zone's law.
    /// </summary>
    private static IEnumerable<DateTimeOffset> Instants(TimeZoneInfo zone, DateTime local)
    {
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var before = zone.GetUtcOffset(asUtc - Around);
        var after = zone.GetUtcOffset(asUtc + Around);
        var instants = new[] { before, after }
            .Distinct()
            .Select(offset => new DateTimeOffset(local, offset))
            .Where(instant => TimeZoneInfo.ConvertTime(instant, zone).DateTime == local)
            .Order()
            .ToList();
        return instants.Count > 0 ? instants : [new DateTimeOffset(local, before)];
    }

    /// <summary>
    /// When the clock hour that an instant lies in began. An hour that the clock shows twice is two hours, for they differ in their offset.
    /// </summary>
    public static DateTimeOffset HourOf(CafeProfile cafe, DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone(cafe));
        return local.AddTicks(-(local.TimeOfDay.Ticks % TimeSpan.TicksPerHour)).ToUniversalTime();
    }

    /// <summary>The next instant at which the café opens or closes; null where it never does.</summary>
    public static DateTimeOffset? NextOpeningChange(CafeProfile cafe, DateTimeOffset instant)
    {
        DateTimeOffset? next = null;
        var today = At(cafe, instant).Date;
        foreach (var hours in cafe.OpeningHours)
        {
            for (var day = -1; day <= 7; day++)
            {
                var midnight = today.AddDays(day);
                if (midnight.DayOfWeek != hours.Day)
                {
                    continue;
                }

                foreach (var time in (ReadOnlySpan<TimeSpan>)[hours.Opens, hours.Closes])
                {
                    var at = Instant(cafe, midnight + time);
                    next = at > instant && !(next <= at) ? at : next;
                }
            }
        }

        return next;
    }

    private static bool Covers(DayOfWeek day, TimeSpan from, TimeSpan to, DateTime local) =>
        (local.DayOfWeek == day && local.TimeOfDay >= from && local.TimeOfDay < to)
        || (
            local.AddDays(-1).DayOfWeek == day
            && local.TimeOfDay + Day >= from
            && local.TimeOfDay + Day < to
        );

    private static TimeZoneInfo Zone(CafeProfile cafe) =>
        TimeZoneInfo.FindSystemTimeZoneById(cafe.TimeZone);
}
