using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>A page of history, with what the database is that gave it.</summary>
/// <param name="Epoch">The name of its history.</param>
/// <param name="IsStandby">Whether it follows another database.</param>
/// <param name="Page">The page.</param>
internal readonly record struct HistoryCopy(string Epoch, bool IsStandby, MessagePage Page);

/// <summary>Reads messages of many channels in commit order, a page at a time.</summary>
internal static class HistoryReading
{
    // The index of each channel that has something new gives its next places; only the frames of the page are loaded. OFFSET 0
    // keeps each part a walk along an index, whatever the planner knows of a table that is an hour old.
    private const string Page = """
        WITH place AS MATERIALIZED (
            SELECT n.ord, m.slice, m.position, m.sequence
            FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS n (name, after, ord)
            JOIN channel c ON c.name = n.name AND c.last > n.after
            CROSS JOIN LATERAL (
                SELECT slice, position, sequence FROM message
                WHERE channel = c.id AND sequence > n.after ORDER BY sequence LIMIT $3::bigint + 1) m
            ORDER BY m.position LIMIT $3::bigint + 1),
        page AS (
            SELECT p.ord, p.position, p.sequence, f.message_id, f.frame, row_number() OVER places AS number,
                sum(octet_length(f.frame)) OVER places AS bytes
            FROM place p CROSS JOIN LATERAL (
                SELECT message_id, frame FROM message WHERE slice = p.slice AND position = p.position OFFSET 0) f
            WINDOW places AS (ORDER BY p.position))
        SELECT s.position, (SELECT count(*) FROM place), p.ord, p.position, p.sequence, p.message_id, p.frame
        FROM store s LEFT JOIN page p ON p.number = 1 OR (p.number <= $3 AND p.bytes <= $4)
        ORDER BY p.position
        """;

    /// <summary>Reads the next page of messages after the given position of each channel.</summary>
    public static ValueTask<MessagePage> ReadAsync(
        Database database,
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        var asked = Once(after);
        return database.AskAtOneCommitAsync(
            [Ask(asked, limit)],
            (rows, stop) => ReadAsync(rows, asked, stop),
            cancellationToken
        );
    }

    /// <summary>The same, with what the database is that gave the page.</summary>
    public static ValueTask<HistoryCopy> ReadCopyAsync(
        Database database,
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        var asked = Once(after);
        return database.AskAtOneCommitAsync(
            [Sql.Of("SELECT epoch, pg_is_in_recovery() FROM store"), Ask(asked, limit)],
            async (rows, stop) =>
            {
                var (epoch, isStandby) = await rows.ReadAsync(stop)
                    ? (rows.GetString(0), rows.GetBoolean(1))
                    : ("", false);
                await rows.NextResultAsync(stop);
                return new HistoryCopy(epoch, isStandby, await ReadAsync(rows, asked, stop));
            },
            cancellationToken
        );
    }

    private static List<ChannelPosition> Once(IEnumerable<ChannelPosition> after) =>
        [
            .. after
                .GroupBy(place => place.Channel)
                .Select(same => new ChannelPosition(same.Key, same.Min(place => place.Sequence))),
        ];

    private static NpgsqlBatchCommand Ask(List<ChannelPosition> asked, PageLimit limit) =>
        Sql.Of(
            Page,
            asked.Select(place => place.Channel.Text).ToArray(),
            asked.Select(place => place.Sequence).ToArray(),
            (long)limit.Messages,
            (long)limit.Bytes
        );

    private static async ValueTask<MessagePage> ReadAsync(
        NpgsqlDataReader rows,
        List<ChannelPosition> asked,
        CancellationToken cancellationToken
    )
    {
        var (messages, last, there) = (new List<StoredMessage>(), 0L, 0L);
        while (await rows.ReadAsync(cancellationToken))
        {
            (last, there) = (rows.GetInt64(0), rows.GetInt64(1));
            if (!rows.IsDBNull(2))
            {
                messages.Add(
                    new(
                        rows.GetInt64(3),
                        asked[(int)rows.GetInt64(2) - 1].Channel,
                        rows.GetInt64(4),
                        rows.GetString(5),
                        rows.GetFieldValue<byte[]>(6)
                    )
                );
            }
        }

        return there > messages.Count
            ? new(messages, HasMore: true, messages[^1].Position)
            : new(messages, HasMore: false, last);
    }
}
