using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>A span in which the café takes orders, each week, in its local time.</summary>
/// <param name="Day">The day it opens on.</param>
/// <param name="Opens">Time of day, 0–24 h.</param>
/// <param name="Closes">Time after the same midnight; over 24 h when it closes the next day.</param>
public sealed record OpeningHours(DayOfWeek Day, TimeSpan Opens, TimeSpan Closes)
{
    /// <summary>Every day around the clock.</summary>
    public static EquatableList<OpeningHours> Always { get; } =
        Enum.GetValues<DayOfWeek>()
            .Select(day => new OpeningHours(day, TimeSpan.Zero, TimeSpan.FromHours(24)))
            .ToEquatableList();
}
