using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>What became of a group.</summary>
/// <param name="Before">The last position before the group's own.</param>
/// <param name="Messages">The messages of the group.</param>
internal sealed record WrittenGroup(long Before, IReadOnlyList<StoredMessage> Messages);

/// <summary>
/// Writes a group of batches in one transaction of two journeys: one takes the heads, one brings the rows and commits. Used by the
/// writer loop alone.
/// </summary>
internal sealed class GroupWriter(
    Database database,
    PostgresJournalOptions options,
    Lineage lineage,
    string writer,
    string epoch,
    AgeClock clock,
    TimeProvider time
)
{
    private readonly HeadLock _heads = new(options.Patience);
    private readonly SignedChains _signed = new();
    private readonly Turns _turns = new(writer, time);

    /// <summary>The number of the last commit that was tried.</summary>
    public long Number { get; private set; }

    /// <summary>Forgets what was remembered of the database, after trouble.</summary>
    public void Forget() => _heads.Forget();

    /// <summary>Writes a group, and says in each append how it ended.</summary>
    /// <exception cref="UnknownCommitException">It may be written or not.</exception>
    /// <exception cref="HistoryReplacedException">The database is not the one that was opened; nothing was written.</exception>
    /// <exception cref="NpgsqlException">Nothing was written.</exception>
    public async Task<WrittenGroup> WriteAsync(
        IReadOnlyList<PendingAppend> group,
        CancellationToken cancellationToken
    )
    {
        var names = new GroupNames(group);
        await using var connection = await database.OpenAsync(cancellationToken);
        var told = lineage.Told;
        var store = await _heads.TakeAsync(connection, names, cancellationToken);
        await CheckAsync(connection, told, store, cancellationToken);
        clock.AtLeast(store.Noted.Age, store.Noted.Owed, store.Noted.Wall);
        var age = clock.Now;
        var (before, now) = (store.Position, time.GetUtcNow());
        var draft = new GroupDraft(store, epoch, options.Seal, age, now, _turns, _signed);
        foreach (var append in group)
        {
            append.Outcome = draft.Add(append.Batch);
        }

        if (!draft.HasAny)
        {
            await Sql.RunAsync(
                connection,
                GroupRows.OfConflict(draft, _turns.Wish()),
                cancellationToken
            );
            return new(before, []);
        }

        if (draft.Messages.Count > 0 && store.Slice.IsOver(age, options))
        {
            // Its first position is the first of the group.
            var last = store.Position;
            store.Position = before;
            store.Slice = await SliceTable.BeginAsync(connection, store, age, cancellationToken);
            store.Position = last;
        }

        var heads = Sign(store);
        Number++;
        await CommitAsync(
            connection,
            GroupRows.Of(draft, clock, heads, (writer, Number), _turns.Wish()),
            cancellationToken
        );
        _heads.Know(names);
        foreach (var (stream, head) in store.Streams)
        {
            if (head.HasMoved)
            {
                _turns.Wrote(stream);
            }
        }

        heads.ForEach(head => _signed.Know(head.Chain.Head, head.Token));
        return new(before, draft.Messages);
    }

    /// <summary>
    /// Finds out whether a commit was written. Whoever still tries to write it holds the store, so that the answer is final once the
    /// store is held here. A standby that has to have it too has it once it has confirmed a later commit.
    /// </summary>
    /// <exception cref="UnconfirmedCommitException">It is written, and no standby confirms it now.</exception>
    /// <exception cref="NpgsqlException">It cannot be found out now.</exception>
    public async Task<bool> WasWrittenAsync(long number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var batch = Sql.Batch(
            connection,
            [
                .. HeadLock.Begin(options.Patience),
                Sql.Of("SELECT position FROM store FOR UPDATE"),
                Sql.Of("SELECT number FROM receipt WHERE writer = $1", writer),
            ]
        );
        long? found = null;
        await using (var rows = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await rows.NextResultAsync(cancellationToken);
            await rows.NextResultAsync(cancellationToken);
            if (await rows.ReadAsync(cancellationToken))
            {
                found = rows.GetInt64(0);
            }
        }

        if (found != number)
        {
            await Sql.RunAsync(connection, [Sql.Of("ROLLBACK")], cancellationToken);
            return false;
        }

        await RunConfirmedAsync(
            connection,
            [
                Sql.Of("UPDATE receipt SET number = number WHERE writer = $1", writer),
                Sql.Of("COMMIT"),
            ],
            cancellationToken
        );
        return true;
    }

    /// <summary>Writes what changes nothing, to see whether the database writes.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await RunConfirmedAsync(
            connection,
            [
                .. HeadLock.Begin(options.Patience),
                Sql.Of("UPDATE store SET position = position"),
                Sql.Of("COMMIT"),
            ],
            cancellationToken
        );
    }

    /// <summary>Takes along what this writer left in the database for others and for itself.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await Sql.RunAsync(
            connection,
            [
                .. HeadLock.Begin(options.Patience),
                Sql.Of("UPDATE stream SET wish = NULL WHERE starts_with(wish, $1)", writer),
                Sql.Of("DELETE FROM receipt WHERE writer = $1", writer),
                Sql.Of("COMMIT"),
            ],
            cancellationToken
        );
    }

    private static async Task CommitAsync(
        NpgsqlConnection connection,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await RunConfirmedAsync(connection, commands, cancellationToken);
        }
        catch (Exception trouble)
            when (trouble is UnconfirmedCommitException || !PostgresErrors.IsCertain(trouble))
        {
            throw new UnknownCommitException(trouble);
        }
    }

    // A commit for which the database waits no longer, because its time is over or somebody cancelled it, ends well and with a warning.
    private static async Task RunConfirmedAsync(
        NpgsqlConnection connection,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellationToken
    )
    {
        string? warning = null;
        connection.Notice += (_, told) =>
        {
            if (told.Notice.InvariantSeverity == "WARNING")
            {
                warning = told.Notice.MessageText;
            }
        };
        await Sql.RunAsync(connection, commands, cancellationToken);
        if (warning is not null)
        {
            throw new UnconfirmedCommitException(warning);
        }
    }

    private async Task CheckAsync(
        NpgsqlConnection connection,
        long told,
        LockedStore store,
        CancellationToken cancellationToken
    )
    {
        if (store.Epoch != epoch)
        {
            throw new HistoryReplacedException(
                "The history in the database has another epoch than at the start of this server; it must start anew."
            );
        }

        await lineage.CheckAsync(
            told,
            store.Run,
            store.Position,
            async question =>
            {
                await using var batch = Sql.Batch(connection, [question]);
                await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
                return await Sql.IsTrueAsync(rows, cancellationToken);
            }
        );
    }

    private List<(LockedChain Chain, string? Token)> Sign(LockedStore store) =>
        [
            .. store
                .Chains.Values.Where(chain => chain.HasMoved)
                .Select(chain => (chain, options.Seal?.Sign(chain.Head))),
        ];
}
