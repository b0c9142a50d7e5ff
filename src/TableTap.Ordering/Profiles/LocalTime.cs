namespace TableTap.Ordering;

/// <summary>The café's wall clock: opening hours, shifts and the day's cut-off are local.</summary>
public static class LocalTime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whether the machine knows a zone by this IANA id.</summary>
    public static bool Knows(string timeZone) =>
        timeZone.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-'
        ) && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    /// <summary>An instant on the café's wall clock.</summary>
    public static DateTime At(CafeProfile cafe, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, Zone(cafe)).DateTime;

    /// <summary>The instant at which the café's wall clock shows this; a time that daylight saving leaves out counts from the hour before.</summary>
    public static DateTimeOffset Instant(CafeProfile cafe, DateTime local) =>
        new(local, Zone(cafe).GetUtcOffset(local));

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
        var local = At(cafe, instant);
        foreach (var shift in person.Shifts)
        {
            // A shift over midnight started yesterday; one just after midnight starts tomorrow.
            for (var day = -1; day <= 1; day++)
            {
                var midnight = local.Date.AddDays(day);
                if (
                    midnight.DayOfWeek == shift.Day
                    && local >= midnight + shift.Start - early
                    && local < midnight + shift.End
                )
                {
                    return (
                        Instant(cafe, midnight + shift.Start),
                        Instant(cafe, midnight + shift.End)
                    );
                }
            }
        }

        return null;
    }

    /// <summary>The first instant after this one at which the wall clock shows a time of day.</summary>
    public static DateTimeOffset Next(CafeProfile cafe, TimeSpan timeOfDay, DateTimeOffset after)
    {
        var local = At(cafe, after);
        var next = local.Date + timeOfDay;
        return Instant(cafe, next > local ? next : next + Day);
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
