using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>What a group leaves, as statements: each table's rows in one of them, whole columns at a time.</summary>
internal static class GroupRows
{
    /// <summary>Everything that is written, and the commit.</summary>
    /// <param name="draft">The group as it was decided.</param>
    /// <param name="clock">Whose count of the store's age is kept.</param>
    /// <param name="heads">The heads of chains that moved, as they are signed.</param>
    /// <param name="receipt">By which the writer knows later whether it was committed.</param>
    /// <param name="wish">Left where somebody else was first.</param>
    public static IEnumerable<NpgsqlBatchCommand> Of(
        GroupDraft draft,
        AgeClock clock,
        IReadOnlyList<(LockedChain Chain, string? Token)> heads,
        (string Writer, long Number) receipt,
        string wish
    )
    {
        if (draft.Facts.Count > 0)
        {
            yield return Facts(draft);
        }

        if (draft.Entries.Count > 0)
        {
            yield return Entries(draft);
        }

        if (draft.Messages.Count > 0)
        {
            yield return Messages(draft);
            yield return Sql.Of(
                "UPDATE slice SET bytes = bytes + $2 WHERE id = $1",
                draft.Store.Slice.Id,
                draft.HistoryBytes
            );
        }

        if (draft.Answers.Count > 0)
        {
            yield return Answers(draft);
        }

        if (draft.Audit.Count > 0)
        {
            yield return Audit(draft);
            yield return Chains(heads);
        }

        foreach (var command in Records(draft))
        {
            yield return command;
        }

        if (draft.Cursors.Count > 0)
        {
            yield return Cursors(draft);
        }

        if (draft.Missed.Count > 0)
        {
            yield return Wish(draft, wish);
        }

        if (Heads("stream", "wish = NULL, ", draft.Store.Streams) is { } streams)
        {
            yield return streams;
        }

        if (Heads("channel", "", draft.Store.Channels) is { } channels)
        {
            yield return channels;
        }

        yield return Sql.Of(
            "UPDATE store SET position = $1, line = $2, record = $3, age = $4, owed = $5, wall = $6",
            draft.Store.Position,
            draft.Store.Line,
            draft.Store.Record,
            draft.Age.Ticks,
            clock.Owed.Ticks,
            clock.Wall.UtcTicks
        );
        yield return Sql.Of(
            """
            INSERT INTO receipt (writer, number, age) VALUES ($1, $2, $3)
            ON CONFLICT (writer) DO UPDATE SET number = excluded.number, age = excluded.age
            """,
            receipt.Writer,
            receipt.Number,
            draft.Age.Ticks
        );
        yield return Sql.Of("COMMIT");
    }

    private static NpgsqlBatchCommand Facts(GroupDraft draft) =>
        Sql.Of(
            """
            INSERT INTO fact (stream, version, type, at, age, subject, data)
            SELECT n.stream, n.version, n.type, n.at, $7, n.subject, n.data
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bytea[])
                AS n (stream, version, type, at, subject, data)
            """,
            Column(draft.Facts, row => row.Stream),
            Column(draft.Facts, row => row.Version),
            Column(draft.Facts, row => row.Fact.Type),
            Column(draft.Facts, row => row.Fact.At.UtcTicks),
            Column(draft.Facts, row => row.Fact.Subject),
            Column(draft.Facts, row => row.Fact.Data.ToArray()),
            draft.Age.Ticks
        );

    private static NpgsqlBatchCommand Entries(GroupDraft draft) =>
        Sql.Of(
            """
            INSERT INTO entry (stream, term, at, subject)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) ON CONFLICT DO NOTHING
            """,
            Column(draft.Entries, row => row.Stream),
            Column(draft.Entries, row => row.Term),
            Column(draft.Entries, row => row.At),
            Column(draft.Entries, row => row.Subject)
        );

    private static NpgsqlBatchCommand Messages(GroupDraft draft) =>
        Sql.Of(
            """
            INSERT INTO message (slice, position, channel, sequence, at, message_id, frame)
            SELECT $6, n.position, n.channel, n.sequence, $7, n.message_id, n.frame
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[])
                AS n (position, channel, sequence, message_id, frame)
            """,
            Column(draft.Messages, row => row.Position),
            Column(draft.Messages, row => draft.Store.Channels[row.Channel.Text].Id),
            Column(draft.Messages, row => row.Sequence),
            Column(draft.Messages, row => row.MessageId),
            Column(draft.Messages, row => row.Frame.ToArray()),
            draft.Store.Slice.Id,
            draft.Now.UtcTicks
        );

    private static NpgsqlBatchCommand Answers(GroupDraft draft) =>
        Sql.Of(
            """
            INSERT INTO answer (message_id, subject, issuer, at, age, request_hash, frame)
            SELECT n.message_id, n.subject, n.issuer, n.at, $7, n.request_hash, n.frame
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[])
                AS n (message_id, subject, issuer, at, request_hash, frame)
            """,
            Column(draft.Answers, row => row.Key.MessageId),
            Column(draft.Answers, row => row.Key.Subject),
            Column(draft.Answers, row => row.Key.Issuer),
            Column(draft.Answers, row => row.At.UtcTicks),
            Column(draft.Answers, row => row.RequestHash.ToArray()),
            Column(draft.Answers, row => row.Frame.ToArray()),
            draft.Age.Ticks
        );

    private static NpgsqlBatchCommand Audit(GroupDraft draft)
    {
        AuditLine[] lines = [.. draft.Audit.Select(row => row.Entry.Line)];
        return Sql.Of(
            """
            INSERT INTO audit (id, chain, number, at, age, actor, role, address, command, message_id, result, target, count, hash, reason)
            SELECT n.id, n.chain, n.number, n.at, $15, n.actor, n.role, n.address, n.command, n.message_id, n.result, n.target, n.count, n.hash, n.reason
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::integer[], $13::bytea[], $14::text[])
                AS n (id, chain, number, at, actor, role, address, command, message_id, result, target, count, hash, reason)
            """,
            Column(draft.Audit, row => row.Id),
            Column(draft.Audit, row => row.Chain),
            Column(draft.Audit, row => row.Entry.Number),
            Column(lines, line => line.At.UtcTicks),
            Column(lines, line => line.Actor),
            Column(lines, line => line.Role),
            Column(lines, line => line.Address),
            Column(lines, line => line.Command),
            Column(lines, line => line.MessageId),
            Column(lines, line => line.Result),
            Column(lines, line => line.Target),
            Column(lines, line => line.Count),
            Column(draft.Audit, row => row.Entry.Hash.ToArray()),
            Column(lines, line => line.Reason),
            draft.Age.Ticks
        );
    }

    private static NpgsqlBatchCommand Chains(
        IReadOnlyList<(LockedChain Chain, string? Token)> heads
    ) =>
        Sql.Of(
            """
            UPDATE chain SET last = n.last, hash = n.hash, head = n.head
            FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::text[]) AS n (id, last, hash, head)
            WHERE chain.id = n.id
            """,
            Column(heads, head => head.Chain.Id),
            Column(heads, head => head.Chain.Head.Number),
            Column(heads, head => head.Chain.Hash),
            Column(heads, head => head.Token)
        );

    private static IEnumerable<NpgsqlBatchCommand> Records(GroupDraft draft)
    {
        var gone = draft.Records.Values.Where(row => row.Change.Data is null).ToList();
        if (gone.Count > 0)
        {
            yield return Sql.Of(
                """
                DELETE FROM kept_record USING unnest($1::text[], $2::text[]) AS n (kind, key)
                WHERE kept_record.kind = n.kind AND kept_record.key = n.key
                """,
                Column(gone, row => row.Change.Kind),
                Column(gone, row => row.Change.Key)
            );
        }

        var kept = draft.Records.Values.Where(row => row.Change.Data is not null).ToList();
        if (kept.Count > 0)
        {
            yield return Sql.Of(
                """
                INSERT INTO kept_record (kind, key, version, grouped, until, data)
                SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bytea[])
                ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, grouped = excluded.grouped,
                    until = excluded.until, data = excluded.data
                """,
                Column(kept, row => row.Change.Kind),
                Column(kept, row => row.Change.Key),
                Column(kept, row => row.Version),
                Column(kept, row => row.Change.Group),
                Column(kept, row => draft.Until(row.Change)),
                Column(kept, row => row.Change.Data!.Value.ToArray())
            );
        }
    }

    private static NpgsqlBatchCommand Cursors(GroupDraft draft) =>
        Sql.Of(
            """
            INSERT INTO cursor (channel, sequence, at)
            SELECT n.channel, n.sequence, $3 FROM unnest($1::bigint[], $2::bigint[]) AS n (channel, sequence)
            ON CONFLICT (channel) DO UPDATE SET sequence = excluded.sequence, at = excluded.at
            WHERE excluded.sequence > cursor.sequence
            """,
            Column(draft.Cursors, row => row.Key),
            Column(draft.Cursors, row => row.Value),
            draft.Now.UtcTicks
        );

    /// <summary>What a group leaves that conflicts as a whole: nothing but its wish, which may be lost.</summary>
    public static IEnumerable<NpgsqlBatchCommand> OfConflict(GroupDraft draft, string wish) =>
        draft.Missed.Count == 0
            ? [Sql.Of("ROLLBACK")]
            : [Sql.Of("SET LOCAL synchronous_commit = off"), Wish(draft, wish), Sql.Of("COMMIT")];

    private static NpgsqlBatchCommand Wish(GroupDraft draft, string wish) =>
        Sql.Of(
            "UPDATE stream SET wish = $2 WHERE id = ANY ($1::bigint[]) AND wish IS NULL",
            draft.Missed.ToArray(),
            wish
        );

    private static NpgsqlBatchCommand? Heads(
        string table,
        string also,
        Dictionary<string, LockedHead> heads
    )
    {
        var moved = heads.Values.Where(head => head.HasMoved).ToList();
        return moved.Count == 0
            ? null
            : Sql.Of(
                $"UPDATE {table} SET {also}last = n.last FROM unnest($1::bigint[], $2::bigint[]) AS n (id, last) WHERE {table}.id = n.id",
                Column(moved, head => head.Id),
                Column(moved, head => head.Last)
            );
    }

    private static TValue[] Column<TRow, TValue>(
        IReadOnlyCollection<TRow> rows,
        Func<TRow, TValue> value
    ) => [.. rows.Select(value)];
}
