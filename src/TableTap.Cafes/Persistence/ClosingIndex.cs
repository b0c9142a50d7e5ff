using System.Globalization;
using TableTap.Ordering.Facts;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>How closings of the day are found in the journal. The terms are in journals: they are added to, never changed.</summary>
public static class ClosingIndex
{
    /// <summary>Every closing has it.</summary>
    public const string Any = "closing";

    /// <summary>The subject of a closing's fact.</summary>
    /// <param name="number">The number of the closing.</param>
    public static string Subject(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"closing_{number}");

    /// <summary>The entry of a closing. Its place is its number and not the clock's, so that the order is that of the numbers.</summary>
    /// <param name="fact">The fact that was just applied.</param>
    public static IndexEntry EntryOf(DayClosedFact fact) =>
        new(Subject(fact.Closing.Number), PlaceOf(fact.Closing.Number), [Any]);

    /// <summary>The place of a closing among all.</summary>
    /// <param name="number">The number of the closing.</param>
    public static DateTimeOffset PlaceOf(long number) =>
        DateTimeOffset.UnixEpoch.AddSeconds(number);
}
