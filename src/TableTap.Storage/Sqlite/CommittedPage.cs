using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Reads what was committed, over all channels, whichever process wrote it.</summary>
internal static class CommittedPage
{
    /// <summary>The next messages after a position; the connection may write, so that it sees its own transactions.</summary>
    public static ValueTask<List<StoredMessage>> Read(StoreWriter store, long after)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT m.position, c.name, m.sequence, m.message_id, m.frame
            FROM message m CROSS JOIN channel c ON c.id = m.channel
            WHERE m.position > $1 ORDER BY m.position LIMIT $2
            """,
            2
        );
        using var rows = select.Read(after, (long)CommittedFeed.SweepPage);
        var page = new List<StoredMessage>();
        while (rows.Read())
        {
            if (!ChannelName.TryParse(rows.GetString(1), out var channel))
            {
                throw new InvalidDataException($"'{rows.GetString(1)}' is no channel.");
            }

            page.Add(
                new(
                    rows.GetInt64(0),
                    channel,
                    rows.GetInt64(2),
                    rows.GetString(3),
                    rows.GetFieldValue<byte[]>(4)
                )
            );
        }

        return new(page);
    }
}
