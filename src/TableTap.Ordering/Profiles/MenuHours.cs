using System.Globalization;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>When what is on a timed menu can be had (docs/protocol.md §5, "Menus by time"). Pure.</summary>
public static class MenuHours
{
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    /// <summary>Whether an item can be had at an instant: it is on no timed menu, or on one that is served then.</summary>
    /// <param name="cafe">The café's profile, which has its time zone and menus.</param>
    /// <param name="item">One of its items.</param>
    /// <param name="instant">The instant.</param>
    public static bool IsServed(CafeProfile cafe, MenuItem item, DateTimeOffset instant) =>
        item.Menus.Count == 0
        || cafe.Menus.Items.Any(menu =>
            item.Menus.Contains(menu.MenuId) && IsServed(cafe, menu, instant)
        );

    /// <summary>Whether a timed menu is served at an instant.</summary>
    /// <param name="cafe">The café's profile, which has its time zone.</param>
    /// <param name="menu">One of its menus.</param>
    /// <param name="instant">The instant.</param>
    public static bool IsServed(CafeProfile cafe, TimedMenu menu, DateTimeOffset instant) =>
        LocalTime.IsWithin(cafe, menu.Hours, instant);

    /// <summary>The hours of an item's menus as people say them: <c>Lunch (Monday to Friday 11:30-14:00)</c>.</summary>
    /// <param name="cafe">The café's profile, which has the menus.</param>
    /// <param name="item">One of its items.</param>
    public static string Words(CafeProfile cafe, MenuItem item) =>
        string.Join(
            " or ",
            cafe.Menus.Items.Where(menu => item.Menus.Contains(menu.MenuId))
                .Select(menu => $"{menu.Name} ({Words(menu.Hours)})")
        );

    /// <summary>Weekly hours as people say them; days with the same hours that follow each other stand together.</summary>
    /// <param name="hours">The spans of a week.</param>
    public static string Words(EquatableList<OpeningHours> hours)
    {
        var parts = new List<(DayOfWeek First, DayOfWeek Last, string Spans)>();
        foreach (var day in Week)
        {
            var spans = string.Join(
                " and ",
                hours.Items.Where(span => span.Day == day).OrderBy(span => span.Opens).Select(Span)
            );
            if (spans.Length == 0)
            {
                continue;
            }

            var isNext =
                parts.Count > 0
                && parts[^1].Spans == spans
                && Array.IndexOf(Week, parts[^1].Last) == Array.IndexOf(Week, day) - 1;
            if (isNext)
            {
                parts[^1] = parts[^1] with { Last = day };
            }
            else
            {
                parts.Add((day, day, spans));
            }
        }

        return string.Join(
            ", ",
            parts.Select(part =>
                part.First == part.Last
                    ? $"{part.First} {part.Spans}"
                    : $"{part.First} to {part.Last} {part.Spans}"
            )
        );
    }

    private static string Span(OpeningHours span) => $"{Clock(span.Opens)}-{Clock(span.Closes)}";

    private static string Clock(TimeSpan time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(time.TotalHours > 24 ? (int)time.TotalHours - 24 : (int)time.TotalHours):00}:{time.Minutes:00}"
        );
}
