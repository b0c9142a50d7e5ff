using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Realtime.Options;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>One number of <see cref="CafeLimits"/> in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Read">The limits with what the field says; as they are where it is missing or wrong.</param>
/// <param name="Write">Its value as the file has it.</param>
internal sealed record LimitField(
    string Name,
    Func<MapReader, CafeLimits, CafeLimits> Read,
    Func<CafeLimits, FileText> Write
)
{
    private const string Never = "never";

    /// <summary>Makes a field whose value is a whole number.</summary>
    public static LimitField Count(
        string name,
        Func<CafeLimits, int> get,
        Func<CafeLimits, int, CafeLimits> set
    ) =>
        new(
            name,
            (map, limits) => set(limits, map.Count(name, get(limits))),
            limits => new(default, $"{get(limits)}", IsText: false)
        );

    /// <summary>A span of time.</summary>
    public static LimitField Time(
        string name,
        Func<CafeLimits, TimeSpan> get,
        Func<CafeLimits, TimeSpan, CafeLimits> set
    ) =>
        new(
            name,
            (map, limits) => set(limits, map.Duration(name) ?? get(limits)),
            limits => new(default, DurationText.Text(get(limits)), IsText: true)
        );

    /// <summary>A span of time, or never.</summary>
    public static LimitField TimeOrNever(
        string name,
        Func<CafeLimits, TimeSpan?> get,
        Func<CafeLimits, TimeSpan?, CafeLimits> set
    ) =>
        new(
            name,
            (map, limits) =>
                map[name] is FileText { Text: Never }
                    ? set(limits, null)
                    : set(limits, map.Duration(name) ?? get(limits)),
            limits =>
                new(
                    default,
                    get(limits) is { } time ? DurationText.Text(time) : Never,
                    IsText: true
                )
        );

    /// <summary>A time of day, or never.</summary>
    public static LimitField Clock(
        string name,
        Func<CafeLimits, TimeSpan?> get,
        Func<CafeLimits, TimeSpan?, CafeLimits> set
    ) =>
        new(
            name,
            (map, limits) =>
                map[name] switch
                {
                    null => limits,
                    FileText { Text: Never } => set(limits, null),
                    FileText text when WeekPlan.TryRead(text.Text, out var time) => set(
                        limits,
                        time
                    ),
                    var other => map.Wrong(
                        name,
                        other,
                        $"expected a time of day such as 04:00, or {Never}",
                        limits
                    ),
                },
            limits =>
                new(default, get(limits) is { } time ? WeekPlan.Text(time) : Never, IsText: true)
        );
}
