using System.Globalization;

namespace TableTap.Ordering.State;

/// <summary>Keys of maps that are walked by time: the earliest instant first, then by id.</summary>
internal static class TimeKey
{
    /// <summary>The key of something at an instant.</summary>
    public static string Of(DateTimeOffset at, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D20}|{id}");
}
