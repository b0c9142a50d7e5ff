using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Where channels stand: now, and at a commit.</summary>
internal static class ChannelPlaces
{
    /// <summary>The range of each channel.</summary>
    public const string Heads = """
        SELECT s.position, n.ord, coalesce(c.last, 0), coalesce(
            (SELECT m.sequence FROM message m WHERE m.channel = c.id ORDER BY m.sequence LIMIT 1), c.last + 1, 1)
        FROM store s LEFT JOIN unnest($1::text[]) WITH ORDINALITY AS n (name, ord) ON TRUE
        LEFT JOIN channel c ON c.name = n.name
        """;

    // Slices follow each other in commit order, so later ones are left out; what was trimmed lies before all that is kept.
    private const string At = """
        SELECT n.ord, coalesce(
            (SELECT m.sequence FROM message m
                WHERE m.slice <= (SELECT max(id) FROM slice WHERE first_position <= p.position)
                    AND m.channel = c.id AND m.position <= p.position
                ORDER BY m.sequence DESC LIMIT 1),
            (SELECT m.sequence - 1 FROM message m WHERE m.channel = c.id ORDER BY m.sequence LIMIT 1),
            c.last, 0)
        FROM place p LEFT JOIN unnest($1::text[]) WITH ORDINALITY AS n (name, ord) ON TRUE
        LEFT JOIN channel c ON c.name = n.name WHERE p.position IS NOT NULL
        ORDER BY n.ord
        """;

    private const string Located =
        "WITH place AS MATERIALIZED (SELECT max(position) AS position FROM message WHERE message_id = $2) "
        + At;

    // History is trimmed in the order of commits.
    private const string Placed =
        """
            WITH place AS MATERIALIZED (
                SELECT $2::bigint AS position FROM store
                WHERE $2::bigint <= position
                    AND $2::bigint >= coalesce((SELECT min(first_position) FROM slice), position + 1) - 1)
            """ + At;

    /// <summary>The range of each channel, read at one commit.</summary>
    public static ValueTask<ChannelHeads> HeadsAsync(
        Database database,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        List<ChannelName> names = [.. channels.Distinct()];
        return database.AskAtOneCommitAsync(
            [Sql.Of(Heads, [Texts(names)])],
            (rows, stop) => ReadAsync(rows, names, stop),
            cancellationToken
        );
    }

    /// <summary>Reads what <see cref="Heads"/> answers.</summary>
    public static async ValueTask<ChannelHeads> ReadAsync(
        NpgsqlDataReader rows,
        List<ChannelName> names,
        CancellationToken cancellationToken
    )
    {
        var (position, heads) = (0L, new Dictionary<ChannelName, ChannelHead>());
        while (await rows.ReadAsync(cancellationToken))
        {
            position = rows.GetInt64(0);
            if (!rows.IsDBNull(1))
            {
                heads[names[(int)rows.GetInt64(1) - 1]] = new(rows.GetInt64(2), rows.GetInt64(3));
            }
        }

        return new(position, heads);
    }

    /// <summary>The sequence of each channel when a message was committed; null where the message is not kept.</summary>
    public static ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        Database database,
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => PlacesAsync(database, Located, messageId, channels, cancellationToken);

    /// <summary>The sequence of each channel at a commit; null where what followed it is not kept whole.</summary>
    public static ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        Database database,
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => PlacesAsync(database, Placed, position, channels, cancellationToken);

    /// <summary>The names of channels as they are stored.</summary>
    public static string[] Texts(IEnumerable<ChannelName> names) =>
        [.. names.Select(name => name.Text)];

    private static ValueTask<IReadOnlyList<ChannelPosition>?> PlacesAsync(
        Database database,
        string question,
        object place,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        List<ChannelName> names = [.. channels.Distinct()];
        return database.AskAtOneCommitAsync<IReadOnlyList<ChannelPosition>?>(
            [Sql.Of(question, Texts(names), place)],
            async (rows, stop) =>
            {
                var (places, isThere) = (new List<ChannelPosition>(), false);
                while (await rows.ReadAsync(stop))
                {
                    isThere = true;
                    if (!rows.IsDBNull(0))
                    {
                        places.Add(new(names[(int)rows.GetInt64(0) - 1], rows.GetInt64(1)));
                    }
                }

                return isThere ? places : null;
            },
            cancellationToken
        );
    }
}
