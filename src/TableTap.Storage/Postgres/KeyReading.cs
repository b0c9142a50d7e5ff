using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Reads what single keys lead to: the answer of a command, the cursor of a channel.</summary>
internal static class KeyReading
{
    /// <summary>The answer a command got; null where none is remembered.</summary>
    public static ValueTask<StoredAnswer?> FindAsync(
        Database database,
        AnswerKey key,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync(
            Sql.Of(
                "SELECT request_hash, frame, at FROM answer WHERE message_id = $1 AND subject = $2 AND issuer = $3",
                key.MessageId,
                key.Subject,
                key.Issuer
            ),
            async (rows, stop) =>
                await rows.ReadAsync(stop)
                    ? new StoredAnswer(
                        key,
                        rows.GetFieldValue<byte[]>(0),
                        rows.GetFieldValue<byte[]>(1),
                        rows.Time(2)
                    )
                    : null,
            cancellationToken
        );

    /// <summary>The answers that commands got, of those that are remembered; asked in one journey.</summary>
    public static ValueTask<IReadOnlyList<StoredAnswer>> FindAsync(
        Database database,
        IReadOnlyList<AnswerKey> keys,
        CancellationToken cancellationToken
    ) =>
        database.AskAsync<IReadOnlyList<StoredAnswer>>(
            Sql.Of(
                """
                SELECT k.ord, a.request_hash, a.frame, a.at
                FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS k (message_id, subject, issuer, ord)
                JOIN answer a ON a.message_id = k.message_id AND a.subject = k.subject AND a.issuer = k.issuer
                """,
                keys.Select(key => key.MessageId).ToArray(),
                keys.Select(key => key.Subject).ToArray(),
                keys.Select(key => key.Issuer).ToArray()
            ),
            async (rows, stop) =>
                await Sql.ListAsync(
                    rows,
                    row => new StoredAnswer(
                        keys[(int)row.GetInt64(0) - 1],
                        row.GetFieldValue<byte[]>(1),
                        row.GetFieldValue<byte[]>(2),
                        row.Time(3)
                    ),
                    stop
                ),
            cancellationToken
        );

    /// <summary>How far the owner of each channel has confirmed it; 0 where nothing was.</summary>
    public static ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        Database database,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        List<ChannelName> names = [.. channels.Distinct()];
        return database.AskAsync<IReadOnlyDictionary<ChannelName, long>>(
            Sql.Of(
                """
                SELECT n.ord, k.sequence FROM unnest($1::text[]) WITH ORDINALITY AS n (name, ord)
                JOIN channel c ON c.name = n.name JOIN cursor k ON k.channel = c.id
                """,
                [ChannelPlaces.Texts(names)]
            ),
            async (rows, stop) =>
            {
                var cursors = names.ToDictionary(name => name, _ => 0L);
                while (await rows.ReadAsync(stop))
                {
                    cursors[names[(int)rows.GetInt64(0) - 1]] = rows.GetInt64(1);
                }

                return cursors;
            },
            cancellationToken
        );
    }
}
