using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>A span of a day that comes every week.</summary>
/// <param name="Day">The day it begins on.</param>
/// <param name="From">Time of day.</param>
/// <param name="To">Time after the same midnight; over 24 h when it ends the next day.</param>
internal readonly record struct WeeklySpan(DayOfWeek Day, TimeSpan From, TimeSpan To);

/// <summary>
/// Weekly spans as a file has them: by day, one span or several, <c>07:00-18:00</c>; what ends before it begins ends the
/// next day.
/// </summary>
internal static class WeekPlan
{
    private const string Shape =
        "expected a span such as 07:00-18:00; leave the day out if it is closed";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly string[] Days =
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];

    /// <summary>Reads the spans of a field.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="node">The field's value.</param>
    /// <param name="path">The field's path, also the name of its list in the profile.</param>
    /// <param name="what">What it is, for messages.</param>
    public static IReadOnlyList<WeeklySpan> Read(
        FileFindings findings,
        FileNode node,
        string path,
        string what
    )
    {
        var spans = new List<WeeklySpan>();
        var week = new MapReader(findings, node, path, what, Days);
        if (node is not FileMap map)
        {
            return spans;
        }

        foreach (var name in map.Fields.Select(field => field.Name).Distinct().Intersect(Days))
        {
            var day = Enum.Parse<DayOfWeek>(name, ignoreCase: true);
            IReadOnlyList<FileNode> values = week[name] switch
            {
                null => [],
                FileList list => list.Items,
                var one => [one],
            };
            foreach (var value in values)
            {
                var place = week.Below(name);
                if (value is FileText text && TryRead(text.Text, out var from, out var to))
                {
                    findings.Place($"{path}[{spans.Count}]", value.Mark, place);
                    spans.Add(new(day, from, to));
                }
                else
                {
                    findings.Add(value.Mark, place, Shape);
                }
            }
        }

        return spans;
    }

    /// <summary>Writes spans; those of a day stand together, days in the order of their first span.</summary>
    public static FileMap Write(IEnumerable<WeeklySpan> spans) =>
        new(
            default,
            [
                .. spans
                    .GroupBy(span => span.Day)
                    .Select(day => new FileField(
                        default,
                        day.Key.Word,
                        Value([.. day.Select(Text)])
                    )),
            ]
        );

    /// <summary>As people write it.</summary>
    public static string Text(WeeklySpan span) =>
        $"{Text(span.From)}-{Text(span.To > Day ? span.To - Day : span.To)}";

    /// <summary>A time of day as people write it.</summary>
    public static string Text(TimeSpan time) =>
        $"{(int)time.TotalHours:00}:{time.Minutes:00}{(time.Seconds == 0 ? "" : $":{time.Seconds:00}")}";

    /// <summary>Reads a time of day, 00:00 to 24:00.</summary>
    public static bool TryRead(string text, out TimeSpan time)
    {
        if (text == "24:00")
        {
            time = Day;
            return true;
        }

        return TimeSpan.TryParseExact(
            text,
            [@"h\:mm", @"hh\:mm", @"hh\:mm\:ss"],
            CultureInfo.InvariantCulture,
            out time
        );
    }

    private static bool TryRead(string text, out TimeSpan from, out TimeSpan to)
    {
        (from, to) = (default, default);
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !TryRead(parts[0], out from) || !TryRead(parts[1], out to))
        {
            return false;
        }

        to = to <= from ? to + Day : to;
        return from < Day;
    }

    private static FileNode Value(string[] spans) =>
        spans.Length == 1
            ? new FileText(default, spans[0], IsText: true)
            : new FileList(
                default,
                [.. spans.Select(span => new FileText(default, span, IsText: true))]
            );
}
