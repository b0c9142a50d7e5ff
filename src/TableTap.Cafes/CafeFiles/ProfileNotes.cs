using System.Globalization;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.CafeFiles;

/// <summary>What an operator should know of a profile though it is valid, a sentence each.</summary>
public static class ProfileNotes
{
    /// <summary>A week in which no zone moves its clocks.</summary>
    private static readonly DateTimeOffset OrdinaryWeek = new(2024, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The notes on a profile; none for most.</summary>
    /// <param name="profile">A valid profile.</param>
    public static IReadOnlyList<string> Of(CafeProfile profile) =>
        profile.Limits.DayCutOff is { } cutOff && LocalTime.IsPutOff(profile, cutOff, OrdinaryWeek)
            ?
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"limits.dayCutOff {cutOff:hh\\:mm} lies within the opening hours: on such a day it comes when the café closes."
                ),
            ]
            : [];
}
