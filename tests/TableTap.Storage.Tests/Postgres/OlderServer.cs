using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Postgres.Tables;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// What a server of the first schema does to its database: its statements name no column that came later. It writes to one stream, one
/// channel and one chain of the audit.
/// </summary>
internal sealed class OlderServer
{
    private readonly string _reached;
    private readonly ChannelName _channel;
    private long _number;

    private OlderServer(string reached, ChannelName channel) =>
        (_reached, _channel) = (reached + ";Pooling=false", channel);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the tables of the first schema.</summary>
    /// <param name="reached">How the empty database is reached.</param>
    /// <param name="channel">Where it tells.</param>
    public static async Task<OlderServer> StartAsync(string reached, ChannelName channel)
    {
        await PostgresServer.ExecuteAsync(
            reached,
            PostgresSchema.Scripts[0]
                + """
                CREATE TABLE tabletap_schema (version integer NOT NULL, compatible integer NOT NULL);
                INSERT INTO tabletap_schema VALUES (1, 1);
                """
        );
        var server = new OlderServer(reached, channel);
        await using var connection = await server.ConnectAsync();
        await SliceTable.MakeAsync(connection, 1, 1, TimeSpan.Zero, Cancel);
        return server;
    }

    /// <summary>Commits a fact, a message and a line of the audit, each of which is the word.</summary>
    public async Task SayAsync(string word)
    {
        await using var connection = await ConnectAsync();
        await Sql.RunAsync(
            connection,
            [
                Sql.Of("BEGIN"),
                Sql.Of("INSERT INTO stream (name, last) VALUES ('demo', 0) ON CONFLICT DO NOTHING"),
                Sql.Of("SELECT FROM stream WHERE name = 'demo' FOR UPDATE"),
                Sql.Of(
                    "INSERT INTO channel (name, last) VALUES ($1, 0) ON CONFLICT DO NOTHING",
                    _channel.Text
                ),
                Sql.Of("SELECT FROM channel WHERE name = $1 FOR UPDATE", _channel.Text),
                Sql.Of("INSERT INTO chain (name, last) VALUES ('demo', 0) ON CONFLICT DO NOTHING"),
                Sql.Of("SELECT FROM chain WHERE name = 'demo' FOR UPDATE"),
                Sql.Of("SELECT FROM store FOR UPDATE"),
            ],
            Cancel
        );
        await Sql.RunAsync(connection, Rows(word, await HeadsAsync(connection)), Cancel);
    }

    /// <summary>The words of the audit, the latest first.</summary>
    public async Task<List<string>> AuditAsync()
    {
        await using var connection = await ConnectAsync();
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    """
                    SELECT a.number, a.at, a.actor, a.role, a.address, a.command, a.message_id, a.result, a.target, a.count, a.hash, a.id, c.name
                    FROM audit a JOIN chain c ON c.id = a.chain ORDER BY a.id DESC
                    """
                ),
            ]
        );
        await using var rows = await ask.ExecuteReaderAsync(Cancel);
        return await Sql.ListAsync(rows, row => row.GetString(6), Cancel);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_reached);
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private async Task<OlderHeads> HeadsAsync(NpgsqlConnection connection)
    {
        await using var ask = Sql.Batch(
            connection,
            [
                Sql.Of(
                    """
                    SELECT s.id, s.last, h.id, h.last, c.id, c.last, c.hash, t.position, t.line, t.age
                    FROM stream s, channel h, chain c, store t WHERE s.name = 'demo' AND h.name = $1 AND c.name = 'demo'
                    """,
                    _channel.Text
                ),
            ]
        );
        await using var rows = await ask.ExecuteReaderAsync(Cancel);
        await rows.ReadAsync(Cancel);
        return new(
            (rows.GetInt64(0), rows.GetInt64(1) + 1),
            (rows.GetInt64(2), rows.GetInt64(3) + 1),
            (rows.GetInt64(4), rows.GetInt64(5) + 1),
            rows.Bytes(6),
            rows.GetInt64(7) + 1,
            rows.GetInt64(8) + 1,
            rows.GetInt64(9)
        );
    }

    private IEnumerable<NpgsqlBatchCommand> Rows(string word, OlderHeads heads)
    {
        var draft = Batch.Of("demo").Fact(word).Message(_channel, word).Audit("demo", word);
        var (fact, line) = (draft.Facts[0], draft.Audit[0]);
        var frame = draft.Messages[0].Seal(heads.Channel.Next);
        var hash = AuditLink.Of(heads.Hash ?? AuditLink.Beginning.Span, heads.Chain.Next, line);
        yield return Sql.Of(
            "INSERT INTO fact (stream, version, type, at, age, subject, data) VALUES ($1, $2, $3, $4, $5, NULL, $6)",
            heads.Stream.Id,
            heads.Stream.Next,
            fact.Type,
            fact.At.UtcTicks,
            heads.Age,
            fact.Data.ToArray()
        );
        yield return Sql.Of(
            """
            INSERT INTO message (slice, position, channel, sequence, at, message_id, frame)
            SELECT max(id), $1, $2, $3, $4, $5, $6 FROM slice
            """,
            heads.Position,
            heads.Channel.Id,
            heads.Channel.Next,
            fact.At.UtcTicks,
            word,
            frame
        );
        yield return Sql.Of(
            """
            INSERT INTO audit (id, chain, number, at, age, actor, role, address, command, message_id, result, target, count, hash)
            SELECT n.id, n.chain, n.number, n.at, $14, n.actor, n.role, n.address, n.command, n.message_id, n.result, n.target, n.count, n.hash
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::integer[], $13::bytea[])
                AS n (id, chain, number, at, actor, role, address, command, message_id, result, target, count, hash)
            """,
            Column(heads.Line),
            Column(heads.Chain.Id),
            Column(heads.Chain.Next),
            Column(line.At.UtcTicks),
            Column(line.Actor),
            Column(line.Role),
            Column(line.Address),
            Column(line.Command),
            Column(line.MessageId),
            Column(line.Result),
            Column(line.Target),
            Column(line.Count),
            Column(hash),
            heads.Age
        );
        yield return Sql.Of(
            "UPDATE stream SET wish = NULL, last = $2 WHERE id = $1",
            heads.Stream.Id,
            heads.Stream.Next
        );
        yield return Sql.Of(
            "UPDATE channel SET last = $2 WHERE id = $1",
            heads.Channel.Id,
            heads.Channel.Next
        );
        yield return Sql.Of(
            "UPDATE chain SET last = $2, hash = $3, head = NULL WHERE id = $1",
            heads.Chain.Id,
            heads.Chain.Next,
            hash
        );
        yield return Sql.Of(
            "UPDATE store SET position = $1, line = $2",
            heads.Position,
            heads.Line
        );
        yield return Sql.Of(
            """
            INSERT INTO receipt (writer, number, age) VALUES ('older', $1, $2)
            ON CONFLICT (writer) DO UPDATE SET number = excluded.number, age = excluded.age
            """,
            ++_number,
            heads.Age
        );
        yield return Sql.Of("COMMIT");
    }

    private static T[] Column<T>(T value) => [value];

    /// <summary>Where everything stands that it writes to: ids of names, and the numbers that come next.</summary>
    private sealed record OlderHeads(
        (long Id, long Next) Stream,
        (long Id, long Next) Channel,
        (long Id, long Next) Chain,
        byte[]? Hash,
        long Position,
        long Line,
        long Age
    );
}
