using System.Globalization;
using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Begins the transaction of a group: takes the heads that it moves, in one journey. Always in the same order (streams,
/// channels, chains, each by name, and the store's row last), so that no two servers wait for each other. From the
/// store's row on nobody else commits, and what is read after it stays true. Used by the writer loop alone.
/// </summary>
internal sealed class HeadLock(TimeSpan patience)
{
    private readonly KnownNames _streams = new();
    private readonly KnownNames _channels = new();
    private readonly KnownNames _chains = new();

    /// <summary>What begins a transaction that holds the store: none of its steps, and no pause between them, takes longer than that.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Begin(TimeSpan patience)
    {
        yield return Sql.Of("BEGIN");
        yield return Bounds(patience);
    }

    /// <summary>Bounds the transaction that has begun: how long it may stand still, wait for a lock and take for a statement.</summary>
    /// <param name="patience">How long for each.</param>
    public static NpgsqlBatchCommand Bounds(TimeSpan patience)
    {
        var milliseconds = ((long)patience.TotalMilliseconds).ToString(
            CultureInfo.InvariantCulture
        );
        // Whoever stands still while holding the store is thrown out, so that the others go on. What a commit acknowledges is
        // on the disk, whatever the database's own setting is.
        return Sql.Of(
            """
            SELECT set_config('idle_in_transaction_session_timeout', $1, true), set_config('lock_timeout', $1, true),
                set_config('statement_timeout', $1, true), set_config('jit', 'off', true),
                set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
            """,
            milliseconds
        );
    }

    /// <summary>Begins the transaction and takes the heads.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached, or somebody else holds the store for too long.</exception>
    public async Task<LockedStore> TakeAsync(
        NpgsqlConnection connection,
        GroupNames names,
        CancellationToken cancellationToken
    )
    {
        var store = new LockedStore();
        var steps = new List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)>();
        steps.AddRange(
            Begin(patience)
                .Select(
                    (ask, number) => (ask, number == 0 ? null : (Action<NpgsqlDataReader>?)Ignore)
                )
        );
        Take(
            steps,
            ("stream", "wish"),
            names.Streams,
            _streams.Unknown(names.WrittenStreams),
            store.Streams
        );
        Take(
            steps,
            ("channel", "NULL"),
            names.Channels,
            _channels.Unknown(names.WrittenChannels),
            store.Channels
        );
        TakeChains(steps, names, store);
        steps.Add(
            (
                Sql.Of(
                    $"SELECT epoch, position, line, record, age, owed, wall, {Lineage.Run} FROM store FOR UPDATE"
                ),
                row => Read(row, store)
            )
        );
        steps.Add(
            (
                Sql.Of("SELECT id, began, bytes FROM slice ORDER BY id DESC LIMIT 1"),
                row => store.Slice = new(row.GetInt32(0), new(row.GetInt64(1)), row.GetInt64(2))
            )
        );
        AskRecords(steps, names, store);
        AskAnswers(steps, names, store);
        await using var batch = Sql.Batch(connection, steps.Select(step => step.Ask));
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var (_, read) in steps.Where(step => step.Row is not null))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                read!(rows);
            }

            await rows.NextResultAsync(cancellationToken);
        }

        return store;
    }

    /// <summary>The names of a group are in the database for good: it was committed.</summary>
    public void Know(GroupNames names)
    {
        _streams.Add(names.WrittenStreams);
        _channels.Add(names.WrittenChannels);
        _chains.Add(names.Chains);
    }

    /// <summary>Forgets what is in the database: it may be another one.</summary>
    public void Forget()
    {
        _streams.Forget();
        _channels.Forget();
        _chains.Forget();
    }

    private static void Ignore(NpgsqlDataReader row) { }

    private static void Read(NpgsqlDataReader row, LockedStore store)
    {
        store.Epoch = row.GetString(0);
        (store.Position, store.Line, store.Record) = (
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetInt64(3)
        );
        store.Noted = (
            new(row.GetInt64(4)),
            new(row.GetInt64(5)),
            row.IsDBNull(6) ? null : row.Time(6)
        );
        store.Run = row.GetString(7);
    }

    private static void Take(
        List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)> steps,
        (string Table, string Wish) from,
        IReadOnlyCollection<string> names,
        string[] unknown,
        Dictionary<string, LockedHead> heads
    )
    {
        if (names.Count == 0)
        {
            return;
        }

        Make(steps, from.Table, unknown);
        steps.Add(
            (
                Sql.Of(
                    $"SELECT name, id, last, {from.Wish} FROM {from.Table} WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE",
                    [names.ToArray()]
                ),
                row => heads[row.GetString(0)] = new(row.GetInt64(1), row.GetInt64(2), row.Text(3))
            )
        );
    }

    private static void Make(
        List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)> steps,
        string table,
        string[] unknown
    )
    {
        if (unknown.Length > 0)
        {
            steps.Add(
                (
                    Sql.Of(
                        $"""
                        INSERT INTO {table} (name, last)
                        SELECT n.name, 0 FROM unnest($1::text[]) AS n (name) ORDER BY n.name COLLATE "C"
                        ON CONFLICT DO NOTHING
                        """,
                        [unknown]
                    ),
                    null
                )
            );
        }
    }

    private void TakeChains(
        List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)> steps,
        GroupNames names,
        LockedStore store
    )
    {
        if (names.Chains.Count == 0)
        {
            return;
        }

        Make(steps, "chain", _chains.Unknown(names.Chains));
        steps.Add((ChainsOf(names.Chains), row => ReadChain(row, store.Chains)));
    }

    /// <summary>Asks for chains and holds them.</summary>
    public static NpgsqlBatchCommand ChainsOf(IReadOnlyCollection<string> names) =>
        Sql.Of(
            "SELECT name, id, last, hash, trimmed, head FROM chain WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE",
            [names.ToArray()]
        );

    /// <summary>Reads a row of <see cref="ChainsOf"/>.</summary>
    public static void ReadChain(NpgsqlDataReader row, Dictionary<string, LockedChain> chains)
    {
        var name = row.GetString(0);
        var hash = row.Bytes(3) ?? AuditLink.Beginning.Span;
        chains[name] = new(
            row.GetInt64(1),
            new(name, row.GetInt64(2), Convert.ToHexStringLower(hash), row.GetInt64(4)),
            row.Text(5)
        );
    }

    private static void AskRecords(
        List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)> steps,
        GroupNames names,
        LockedStore store
    )
    {
        if (names.Records.Count > 0)
        {
            steps.Add(
                (
                    Sql.Of(
                        """
                        SELECT r.kind, r.key, r.version FROM unnest($1::text[], $2::text[]) AS n (kind, key)
                        JOIN kept_record r ON r.kind = n.kind AND r.key = n.key
                        """,
                        names.Records.Select(one => one.Kind).ToArray(),
                        names.Records.Select(one => one.Key).ToArray()
                    ),
                    row => store.Records[(row.GetString(0), row.GetString(1))] = row.GetInt64(2)
                )
            );
        }
    }

    private static void AskAnswers(
        List<(NpgsqlBatchCommand Ask, Action<NpgsqlDataReader>? Row)> steps,
        GroupNames names,
        LockedStore store
    )
    {
        if (names.Answers.Count > 0)
        {
            steps.Add(
                (
                    Sql.Of(
                        """
                        SELECT a.issuer, a.subject, a.message_id
                        FROM unnest($1::text[], $2::text[], $3::text[]) AS n (message_id, subject, issuer)
                        JOIN answer a ON a.message_id = n.message_id AND a.subject = n.subject AND a.issuer = n.issuer
                        """,
                        names.Answers.Select(key => key.MessageId).ToArray(),
                        names.Answers.Select(key => key.Subject).ToArray(),
                        names.Answers.Select(key => key.Issuer).ToArray()
                    ),
                    row =>
                        store.Answers.Add(new(row.GetString(0), row.GetString(1), row.GetString(2)))
                )
            );
        }
    }
}
