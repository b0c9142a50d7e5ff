using System.Globalization;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>The café's wall clock: opening hours, shifts and the day's cut-off are local.</summary>
public static class LocalTime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Longer than clocks go forward or back at once: two hours at most.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(3);

    /// <summary>Whether the machine knows a zone by this IANA id.</summary>
    public static bool Knows(string timeZone) =>
        timeZone.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-'
        ) && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _);

    /// <summary>An instant on the café's wall clock.</summary>
    public static DateTime At(CafeProfile cafe, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, Zone(cafe)).DateTime;

    /// <summary>The day of business that an instant belongs to: until the café's cut-off it is still the day before.</summary>
    /// <param name="cafe">The café's profile, which has its time zone and its cut-off.</param>
    /// <param name="instant">The instant in question.</param>
    public static DateOnly DayOf(CafeProfile cafe, DateTimeOffset instant) =>
        DateOnly.FromDateTime(At(cafe, instant) - (cafe.Limits.DayCutOff ?? TimeSpan.Zero));

    /// <summary>A span that has every instant of a day of business, and a little more, because clocks may change at its ends.</summary>
    /// <param name="cafe">The café's profile, which has its time zone and its cut-off.</param>
    /// <param name="day">The day of business.</param>
    public static (DateTimeOffset From, DateTimeOffset To) SpanAround(
        CafeProfile cafe,
        DateOnly day
    )
    {
        var calendar = OpeningCalendar.Of(cafe);
        var start = day.ToDateTime(TimeOnly.MinValue) + (cafe.Limits.DayCutOff ?? TimeSpan.Zero);
        return (calendar.Instants(start)[0] - Slack, calendar.Instants(start + Day)[^1] + Slack);
    }

    /// <summary>Whether the café takes orders at this instant (docs/protocol.md §5).</summary>
    public static bool IsOpen(CafeProfile cafe, DateTimeOffset instant) =>
        OpenSpans(cafe, instant).Any(span => span.Opens <= instant && instant < span.Closes);

    /// <summary>Whether an instant lies within spans of the week, in the café's local time.</summary>
    /// <param name="cafe">The café's profile, which has its time zone.</param>
    /// <param name="hours">The spans of a week.</param>
    /// <param name="instant">The instant.</param>
    public static bool IsWithin(
        CafeProfile cafe,
        EquatableList<OpeningHours> hours,
        DateTimeOffset instant
    )
    {
        var calendar = OpeningCalendar.Of(cafe);
        var today = At(cafe, instant).Date;
        for (var day = -1; day <= 1; day++)
        {
            foreach (var (opens, closes) in calendar.Spans(hours, today.AddDays(day)))
            {
                if (opens <= instant && instant < closes)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The planned shift of a person that covers this instant or starts within <paramref name="early"/> of it.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? ShiftAt(
        CafeProfile cafe,
        StaffRecord person,
        DateTimeOffset instant,
        TimeSpan early
    )
    {
        var calendar = OpeningCalendar.Of(cafe);
        var today = At(cafe, instant).Date;
        (DateTimeOffset Start, DateTimeOffset End)? first = null;
        foreach (var shift in person.Shifts)
        {
            // A shift over midnight started yesterday; one just after midnight starts tomorrow.
            for (var day = -1; day <= 1; day++)
            {
                var midnight = today.AddDays(day);
                var start = calendar.Instants(midnight + shift.Start)[0];
                // An hour that comes twice is worked twice.
                var end = calendar.Instants(midnight + shift.End)[^1];
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

    /// <summary>When the next planned shift of a person begins, after an instant; null where none is planned.</summary>
    public static DateTimeOffset? NextShift(
        CafeProfile cafe,
        StaffRecord person,
        DateTimeOffset after
    )
    {
        var calendar = OpeningCalendar.Of(cafe);
        var today = At(cafe, after).Date;
        return person
            .Shifts.Items.SelectMany(shift =>
                Enumerable
                    .Range(0, 8)
                    .Select(day => today.AddDays(day))
                    .Where(midnight => midnight.DayOfWeek == shift.Day)
                    .Select(midnight => calendar.Instants(midnight + shift.Start)[0])
            )
            .Where(start => start > after)
            .Min(start => (DateTimeOffset?)start);
    }

    /// <summary>The first instant after this one at which the wall clock shows a time of day.</summary>
    public static DateTimeOffset Next(CafeProfile cafe, TimeSpan timeOfDay, DateTimeOffset after)
    {
        var calendar = OpeningCalendar.Of(cafe);
        var today = At(cafe, after).Date;
        return Enumerable
            .Range(0, 3)
            .SelectMany(day => calendar.Instants(today.AddDays(day) + timeOfDay))
            .First(instant => instant > after);
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
    public static DateTimeOffset? NextOpeningChange(CafeProfile cafe, DateTimeOffset instant) =>
        OpenSpans(cafe, instant, ahead: 7)
            .SelectMany(span => new[] { span.Opens, span.Closes })
            .Where(at => at > instant)
            .Min(at => (DateTimeOffset?)at);

    /// <summary>When the café closes next; null where it is closed at this instant, or does not close within a day of it.</summary>
    /// <param name="cafe">The café's profile, which has its time zone and opening hours.</param>
    /// <param name="instant">From which instant.</param>
    public static DateTimeOffset? NextClosing(CafeProfile cafe, DateTimeOffset instant)
    {
        var end = instant;
        while (
            OpenSpans(cafe, end)
                .Where(span => span.Opens <= end && end < span.Closes)
                .Max(span => (DateTimeOffset?)span.Closes)
                is { } closes
        )
        {
            if (closes - instant >= Day)
            {
                return null;
            }

            end = closes;
        }

        return end == instant ? null : end;
    }

    /// <summary>An instant to come as people say it: <c>at 07:00</c>, with the day where it is not today.</summary>
    /// <param name="cafe">The café's profile, which has its time zone.</param>
    /// <param name="instant">The instant to come.</param>
    /// <param name="now">The present time.</param>
    public static string Words(CafeProfile cafe, DateTimeOffset instant, DateTimeOffset now)
    {
        var local = At(cafe, instant);
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return local.Date == At(cafe, now).Date ? $"at {time}" : $"on {local.DayOfWeek} at {time}";
    }

    /// <summary>The next instant at which the café opens; null where it never does.</summary>
    public static DateTimeOffset? NextOpening(CafeProfile cafe, DateTimeOffset instant) =>
        OpenSpans(cafe, instant, ahead: 7)
            .Where(span => span.Opens > instant)
            .Min(span => (DateTimeOffset?)span.Opens);

    /// <summary>
    /// The day's cut-off that comes next: where its time of day lies within opening hours, it is when the café closes, so that nobody is
    /// clocked out at work. A café that never closes has the time of day.
    /// </summary>
    /// <param name="cafe">The café's profile, which has its time zone and opening hours.</param>
    /// <param name="timeOfDay">The local time of the cut-off.</param>
    /// <param name="after">After which instant.</param>
    public static DateTimeOffset NextCutOff(
        CafeProfile cafe,
        TimeSpan timeOfDay,
        DateTimeOffset after
    ) => OpeningCalendar.Of(cafe).CutOffAfter(timeOfDay, after, FindCutOff);

    private static DateTimeOffset FindCutOff(
        CafeProfile cafe,
        TimeSpan timeOfDay,
        DateTimeOffset after
    )
    {
        // Yesterday's may have been put off to an end that is still to come.
        var yesterday = Next(cafe, timeOfDay, after - Day - TimeSpan.FromHours(1));
        for (var cutOff = yesterday; ; cutOff = Next(cafe, timeOfDay, cutOff))
        {
            if (PutOff(cafe, cutOff) is var at && at > after)
            {
                return at;
            }
        }
    }

    /// <summary>Whether a cut-off of the coming week lies within opening hours and is put off to their end.</summary>
    /// <param name="cafe">The café's profile, which has its time zone and opening hours.</param>
    /// <param name="timeOfDay">The local time of the cut-off.</param>
    /// <param name="now">The instant from which the week counts.</param>
    public static bool IsPutOff(CafeProfile cafe, TimeSpan timeOfDay, DateTimeOffset now)
    {
        var cutOff = now;
        for (var day = 0; day < 7; day++)
        {
            cutOff = Next(cafe, timeOfDay, cutOff);
            if (PutOff(cafe, cutOff) != cutOff)
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset PutOff(CafeProfile cafe, DateTimeOffset cutOff)
    {
        var end = cutOff;
        while (
            OpenSpans(cafe, end)
                .Where(span =>
                    (span.Opens < end || span.Opens == end && end > cutOff) && end < span.Closes
                )
                .Max(span => (DateTimeOffset?)span.Closes)
                is { } closes
        )
        {
            if (closes - cutOff >= Day)
            {
                return cutOff;
            }

            end = closes;
        }

        return end;
    }

    /// <summary>The spans in which the café is open around an instant.</summary>
    private static IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> OpenSpans(
        CafeProfile cafe,
        DateTimeOffset instant,
        int ahead = 1
    )
    {
        var calendar = OpeningCalendar.Of(cafe);
        var today = At(cafe, instant).Date;
        for (var day = -1; day <= ahead; day++)
        {
            foreach (var span in calendar.On(today.AddDays(day)))
            {
                yield return span;
            }
        }
    }

    private static TimeZoneInfo Zone(CafeProfile cafe) => OpeningCalendar.Of(cafe).Zone;
}
