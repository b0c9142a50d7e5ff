using TableTap.Cafes.Announcements;
using TableTap.Ordering.Facts;

namespace TableTap.Cafes.Persistence;

/// <summary>All that is true of a fact beside what it makes of the café.</summary>
/// <param name="Name">Its name in the journal.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tell">Writes the messages that tell of it.</param>
internal sealed record FactRow(string Name, Type Type, Action<MessageBatch, FactContext> Tell)
{
    /// <summary>A fact that somebody hears of: the table of section 3.</summary>
    public static FactRow Told<T>(string name, Action<MessageBatch, FactContext, T> tell)
        where T : Fact =>
        new(name, typeof(T), (messages, told) => tell(messages, told, (T)told.Fact));

    /// <summary>A fact that is kept for the record: the table names nobody who hears it.</summary>
    public static FactRow Kept<T>(string name)
        where T : Fact => new(name, typeof(T), (_, _) => { });
}
