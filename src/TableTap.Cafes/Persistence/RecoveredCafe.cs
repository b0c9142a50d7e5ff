using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>A café as a start finds it.</summary>
/// <param name="Cafe">The café with every fact.</param>
/// <param name="SnapshotVersion">The version of the snapshot it rests on; 0 where it was folded from facts this build had not seen.</param>
internal readonly record struct RecoveredCafe(Cafe Cafe, long SnapshotVersion)
{
    /// <summary>
    /// Reads a café: its newest snapshot where this build wrote it, else its base, else nothing, and the facts after that.
    /// </summary>
    /// <param name="journal">Where it is.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="log">For the operator.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UnreadableFactException">A fact or the base cannot be read.</exception>
    public static async Task<RecoveredCafe> ReadAsync(
        IJournal journal,
        string cafeId,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        var latest = await LatestAsync(journal, cafeId, log, cancellationToken);
        var start = latest ?? await BaseAsync(journal, cafeId, cancellationToken);
        return new(
            await CafeStream.CatchUpAsync(journal, start, cancellationToken),
            latest?.Version ?? 0
        );
    }

    /// <summary>The oldest state that the facts still follow: the base, or the empty café.</summary>
    /// <param name="journal">Where it is.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UnreadableFactException">The base cannot be read.</exception>
    public static async Task<Cafe> BaseAsync(
        IJournal journal,
        string cafeId,
        CancellationToken cancellationToken
    ) =>
        await journal.ReadSnapshotAsync(CafeStream.Of(cafeId), SnapshotKind.Base, cancellationToken)
            is { } found
            ? SnapshotCodec.Restore(found)
            : Cafe.Empty(cafeId);

    private static async Task<Cafe?> LatestAsync(
        IJournal journal,
        string cafeId,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        var stream = CafeStream.Of(cafeId);
        var latest = await journal.ReadSnapshotAsync(
            stream,
            SnapshotKind.Latest,
            cancellationToken
        );
        if (latest is null)
        {
            return null;
        }

        if (latest.Shape != SnapshotCodec.Shape)
        {
            log.OtherShape(cafeId, latest.Version);
            return null;
        }

        var old = await journal.ReadSnapshotAsync(stream, SnapshotKind.Base, cancellationToken);
        if (old?.Version > latest.Version)
        {
            return null;
        }

        try
        {
            return SnapshotCodec.Restore(latest);
        }
        catch (UnreadableFactException broken)
        {
            log.SnapshotBroken(cafeId, broken);
            return null;
        }
    }
}
