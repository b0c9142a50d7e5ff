using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Lets whole slices of the history go.</summary>
internal static class SliceTrim
{
    // Readers are stopped for no longer than that; where a long reading does not end, the next round tries again.
    private const string ShortWait = "SET LOCAL lock_timeout = 200";

    /// <summary>What of the history was dropped.</summary>
    /// <param name="Count">How many slices.</param>
    /// <param name="Early">How old the store was when the youngest message was made that went before its time; null where none did.</param>
    internal readonly record struct Gone(int Count, TimeSpan? Early);

    /// <summary>Drops the oldest slice where all of it is old, or the history too large.</summary>
    /// <returns>What went, and whether there may be more.</returns>
    public static async Task<(Gone Gone, bool HasMore)> CutAsync(
        Database database,
        PostgresJournalOptions options,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var slices = await database.AskAsync(
            Sql.Of("SELECT id, began, bytes FROM slice ORDER BY id"),
            (rows, stop) =>
                Sql.ListAsync(
                    rows,
                    row => new HistorySlice(row.GetInt32(0), new(row.GetInt64(1)), row.GetInt64(2)),
                    stop
                ),
            cancellationToken
        );
        // The last one takes what comes.
        if (slices.Count < 2)
        {
            return (default, false);
        }

        var ended = slices[1].Began;
        var isOld = ended <= age - options.HistoryRetention;
        if (!isOld && slices.Sum(slice => slice.Bytes) <= options.HistoryMaxBytes)
        {
            return (default, false);
        }

        var isGone = await DropAsync(
            database,
            slices[0].Id,
            isOld ? null : ended,
            cancellationToken
        );
        return isGone ? (new(1, isOld ? null : ended), true) : (default, false);
    }

    private static async Task<bool> DropAsync(
        Database database,
        int slice,
        TimeSpan? early,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // Who writes holds the store, so only who reads is waited for.
        await Sql.RunAsync(
            connection,
            [.. HeadLock.Begin(database.Patience), Sql.Of("SELECT 1 FROM store FOR UPDATE")],
            cancellationToken
        );
        try
        {
            await Sql.RunAsync(
                connection,
                [
                    Sql.Of(ShortWait),
                    Sql.Of($"DROP TABLE IF EXISTS {SliceTable.Name(slice)}"),
                    Sql.Of("DELETE FROM slice WHERE id = $1", slice),
                    Sql.Of(
                        "UPDATE store SET cut_age = coalesce($1::bigint, cut_age)",
                        early?.Ticks
                    ),
                    Sql.Of("COMMIT"),
                ],
                cancellationToken
            );
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}
