using Microsoft.Extensions.Logging;
using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Brings to this server's dispatcher what other servers committed. Looks for it at a steady pace, so that nothing needs to be told
/// from server to server: who misses a look is late and loses nothing. Used by the writer loop alone, but for <see cref="LookAsync"/>,
/// which may be on its way beside it.
/// </summary>
internal sealed class Sweep(
    Database database,
    CommittedFeed feed,
    PostgresHealth health,
    Lineage lineage,
    string epoch,
    ILogger log
)
{
    // Its slice is known, so that older partitions are not touched; in a partition the key gives the order.
    private const string Page = """
        SELECT m.position, c.name, m.sequence, m.message_id, m.frame FROM (
            SELECT slice, position, channel, sequence, message_id, frame FROM message
            WHERE slice >= (SELECT coalesce(max(id), 0) FROM slice WHERE first_position <= $1 + 1) AND position > $1
                AND position <= $2
            ORDER BY slice, position LIMIT $3) m
        JOIN channel c ON c.id = m.channel ORDER BY m.position
        """;

    /// <summary>Hands over all that is there.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be read now; the next look finds the rest.</exception>
    public async ValueTask RunAsync()
    {
        if (await LookAsync() is var position && position > feed.Published)
        {
            await ReadAsync(position);
        }
    }

    /// <summary>Says what the last position is, and whether the database is still the one that was opened.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be read now.</exception>
    public async ValueTask<long> LookAsync()
    {
        var told = lineage.Told;
        var (found, position, run) = await database.AskAsync(
            Sql.Of($"SELECT epoch, position, {Lineage.Run} FROM store"),
            async (rows, cancellationToken) =>
            {
                await rows.ReadAsync(cancellationToken);
                return (rows.GetString(0), rows.GetInt64(1), rows.GetString(2));
            },
            CancellationToken.None
        );
        if (found != epoch)
        {
            throw new HistoryReplacedException(
                "The history in the database has another epoch than at the start of this server; it must start anew."
            );
        }

        await lineage.CheckAsync(
            told,
            run,
            position,
            question => database.AskAsync(question, Sql.IsTrueAsync, CancellationToken.None)
        );
        health.Reads();
        return position;
    }

    /// <summary>Hands over what is there up to a position.</summary>
    /// <returns>Whether that went well; otherwise the next look finds the rest.</returns>
    public async ValueTask<bool> ReachAsync(long position)
    {
        if (feed.Published >= position)
        {
            return true;
        }

        try
        {
            await ReadAsync(position);
            return true;
        }
        catch (JournalUnavailableException trouble)
        {
            health.Fail(trouble.Message, trouble);
            return false;
        }
    }

    /// <summary>
    /// Names the history anew, for it has lost what readers were told (section 2). Looks once more while the store is held: what is whole
    /// then keeps its name.
    /// </summary>
    /// <returns>Whether it has another name by now; false where all that was told is there.</returns>
    public async Task<bool> BeginEpochAsync(HistoryWentBackException lost)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await Sql.RunAsync(
            connection,
            [.. HeadLock.Begin(database.Patience), .. lineage.Rename(epoch)],
            CancellationToken.None
        );
        var isRenamed = await IsRenamedAsync(connection);
        await Sql.RunAsync(connection, [Sql.Of("COMMIT")], CancellationToken.None);
        if (isRenamed)
        {
            PostgresLog.WentBack(log, lost.Known, lost.Found);
        }
        else
        {
            PostgresLog.IsWhole(log, lost.Known, lost.Found);
        }

        return isRenamed;
    }

    private async Task<bool> IsRenamedAsync(NpgsqlConnection connection)
    {
        await using var ask = Sql.Batch(
            connection,
            [Sql.Of("SELECT epoch <> $1 FROM store", epoch)]
        );
        await using var rows = await ask.ExecuteReaderAsync(CancellationToken.None);
        return await Sql.IsTrueAsync(rows, CancellationToken.None);
    }

    private async ValueTask ReadAsync(long until)
    {
        await feed.SweepAsync(after => PageAsync(after, until));
        // What was trimmed before it could be handed over is gone; its readers find the hole.
        feed.Published = Math.Max(feed.Published, until);
    }

    // Nobody here can listen to a channel of a kind that only a newer server knows: its messages are passed over.
    private async ValueTask<List<StoredMessage>> PageAsync(long after, long until)
    {
        while (true)
        {
            var (known, last) = await database.AskAsync(
                Sql.Of(Page, after, until, (long)CommittedFeed.SweepPage),
                ReadPageAsync,
                CancellationToken.None
            );
            if (known.Count > 0 || last is null)
            {
                return known;
            }

            after = last.Value;
        }
    }

    private static async ValueTask<(List<StoredMessage> Known, long? Last)> ReadPageAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellationToken
    )
    {
        List<StoredMessage> known = [];
        long? last = null;
        while (await rows.ReadAsync(cancellationToken))
        {
            last = rows.GetInt64(0);
            if (ChannelName.TryParse(rows.GetString(1), out var channel))
            {
                known.Add(
                    new(
                        last.Value,
                        channel,
                        rows.GetInt64(2),
                        rows.GetString(3),
                        rows.GetFieldValue<byte[]>(4)
                    )
                );
            }
        }

        return (known, last);
    }
}
