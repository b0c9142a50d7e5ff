using NpgsqlTypes;

namespace TableTap.Storage.Moving;

/// <summary>
/// All tables that move. How old the store was when a row was written is known from its marks; what came after the last mark counts as
/// written now, so that nothing goes before its time.
/// </summary>
internal static class MovedTables
{
    public static IReadOnlyList<MovedTable> All { get; } =
    [
        new(
            "stream",
            Columns("id bigint, name text, last bigint"),
            [0],
            "SELECT id, name, last FROM stream WHERE id > $1 ORDER BY id LIMIT $2",
            "SELECT count(*) FROM stream"
        ),
        new(
            "fact",
            Columns(
                "stream bigint, version bigint, type text, at bigint, age bigint, subject text, data bytea"
            ),
            [0, 1],
            $"""
            SELECT stream, version, type, at, {AgeOf(4, "f.stream", "f.version")}, subject, data
            FROM fact f WHERE (stream, version) > ($1, $2) ORDER BY stream, version LIMIT $3
            """,
            "SELECT count(*) FROM fact"
        ),
        new(
            "entry",
            Columns("stream bigint, term text, at bigint, subject text"),
            [0, 1, 2, 3],
            """
            SELECT stream, term, at, subject FROM entry
            WHERE (stream, term, at, subject) > ($1, $2, $3, $4) ORDER BY stream, term, at, subject LIMIT $5
            """,
            "SELECT count(*) FROM entry"
        ),
        new(
            "channel",
            Columns("id bigint, name text, last bigint"),
            [0],
            "SELECT id, name, last FROM channel WHERE id > $1 ORDER BY id LIMIT $2",
            "SELECT count(*) FROM channel"
        ),
        new(
            MovedSlices.Table,
            Columns(
                "slice integer, position bigint, channel bigint, sequence bigint, at bigint, message_id text, frame bytea"
            ),
            [0, 1],
            "SELECT 0, position, channel, sequence, at, message_id, frame FROM message WHERE position > $2 AND $1 IS NOT NULL ORDER BY position LIMIT $3",
            "SELECT count(*) FROM message"
        ),
        new(
            "cursor",
            Columns("channel bigint, sequence bigint, at bigint"),
            [0],
            "SELECT channel, sequence, at FROM cursor WHERE channel > $1 ORDER BY channel LIMIT $2",
            "SELECT count(*) FROM cursor"
        ),
        new(
            "answer",
            Columns(
                "message_id text, subject text, issuer text, at bigint, age bigint, request_hash bytea, frame bytea"
            ),
            [0, 1, 2],
            $"""
            SELECT message_id, subject, issuer, at, {AgeOf(
                2,
                "0",
                "a.id"
            )}, request_hash, frame FROM answer a
            WHERE (message_id, subject, issuer) > ($1, $2, $3) ORDER BY message_id, subject, issuer LIMIT $4
            """,
            "SELECT count(*) FROM answer"
        ),
        new(
            "chain",
            Columns(
                "id bigint, name text, last bigint, hash bytea, trimmed bigint, trimmed_hash bytea, head text"
            ),
            [0],
            "SELECT id, name, last, hash, trimmed, trimmed_hash, head FROM chain WHERE id > $1 ORDER BY id LIMIT $2",
            "SELECT count(*) FROM chain"
        ),
        new(
            "audit",
            Columns(
                "id bigint, chain bigint, number bigint, at bigint, age bigint, actor text, role text, address text, command text, message_id text, result text, target text, count integer, hash bytea, reason text"
            ),
            [0],
            $"""
            SELECT id, chain, number, at, {AgeOf(
                3,
                "0",
                "a.id"
            )}, actor, role, address, command, message_id, result, target, count, hash, reason
            FROM audit a WHERE id > $1 ORDER BY id LIMIT $2
            """,
            "SELECT count(*) FROM audit"
        ),
        new(
            "snapshot",
            Columns(
                "id bigint, stream text, kind integer, version bigint, shape text, at bigint, parts integer"
            ),
            [0],
            """
            SELECT n.id, s.name, n.kind, n.version, n.shape, n.at, n.parts FROM snapshot n JOIN stream s ON s.id = n.stream
            WHERE n.parts > 0 AND n.id > $1 ORDER BY n.id LIMIT $2
            """,
            "SELECT count(*) FROM snapshot WHERE parts > 0"
        ),
        new(
            "snapshot_part",
            Columns("snapshot bigint, number integer, data bytea"),
            [0, 1],
            """
            SELECT p.snapshot, p.number, p.data FROM snapshot_part p JOIN snapshot n ON n.id = p.snapshot AND p.number < n.parts
            WHERE (p.snapshot, p.number) > ($1, $2) ORDER BY p.snapshot, p.number LIMIT min($3, 16)
            """,
            "SELECT count(*) FROM snapshot_part p JOIN snapshot n ON n.id = p.snapshot AND p.number < n.parts"
        ),
        new(
            "kept_record",
            Columns("kind text, key text, version bigint, grouped text, until bigint, data bytea"),
            [0, 1],
            "SELECT kind, key, version, grouped, until, data FROM record WHERE (kind, key) > ($1, $2) ORDER BY kind, key LIMIT $3",
            "SELECT count(*) FROM record"
        ),
    ];

    /// <summary>Asks how old the store was at most when the row was written.</summary>
    private static string AgeOf(int kind, string stream, string number) =>
        FormattableString.Invariant(
            $"coalesce((SELECT min(k.age) FROM mark k WHERE k.kind = {kind} AND k.stream = {stream} AND k.until >= {number}), (SELECT ticks FROM age))"
        );

    private static MovedColumn[] Columns(string words) =>
        [
            .. words
                .Split(", ")
                .Select(word => word.Split(' '))
                .Select(pair => new MovedColumn(
                    pair[0],
                    Enum.Parse<NpgsqlDbType>(pair[1], ignoreCase: true)
                )),
        ];
}
