using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>A café's stream in the journal: its name, and the café as the fold of its facts.</summary>
public static class CafeStream
{
    private const string Prefix = "cafe:";

    /// <summary>The stream of a café.</summary>
    public static string Of(string cafeId) => Prefix + cafeId;

    /// <summary>The café of a stream; null for a stream of something else.</summary>
    public static string? CafeIdOf(string stream) =>
        stream.StartsWith(Prefix, StringComparison.Ordinal) ? stream[Prefix.Length..] : null;

    /// <summary>The café with everything that its stream has beyond what the café knows.</summary>
    /// <param name="journal">Where the stream is.</param>
    /// <param name="cafe">The café as it is known.</param>
    /// <param name="cancellationToken">Stops reading the stream.</param>
    /// <exception cref="UnreadableFactException">A fact is unknown or broken.</exception>
    public static async ValueTask<Cafe> CatchUpAsync(
        IJournal journal,
        Cafe cafe,
        CancellationToken cancellationToken
    )
    {
        var stream = Of(cafe.CafeId);
        await foreach (
            var stored in journal.ReadStreamAsync(stream, cafe.Version, cancellationToken)
        )
        {
            cafe = Next(cafe, stored);
        }

        return cafe;
    }

    /// <summary>The café after the next fact of its stream.</summary>
    /// <param name="cafe">The café before it.</param>
    /// <param name="stored">The next fact of the stream.</param>
    /// <exception cref="UnreadableFactException">The fact is unknown, broken or not the next one.</exception>
    public static Cafe Next(Cafe cafe, StoredFact stored)
    {
        var stream = Of(cafe.CafeId);
        return stored.Version == cafe.Version + 1
            ? CafeApply.Apply(cafe, FactTable.Read(stream, stored))
            : throw new UnreadableFactException(
                $"Stream '{stream}' has version {stored.Version} after {cafe.Version}: facts are missing. "
                    + "Restore a backup (tabletap journal restore FILE)."
            );
    }
}
