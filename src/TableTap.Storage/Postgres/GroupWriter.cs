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
    string writer,
    string epoch,
    AgeClock clock,
    TimeProvider time
)
{
    private readonly HeadLock _heads = new(options.Patience);
    private readonly SignedChains _signed = new();
    private readonly Turns _turns = new(writer);

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
        long published,
        CancellationToken cancellationToken
    )
    {
        var names = new GroupNames(group);
        await using var connection = await database.OpenAsync(cancellationToken);
        var store = await _heads.TakeAsync(connection, names, cancellationToken);
        Check(store, published);
        clock.AtLeast(store.Noted.Age, store.Noted.Owed);
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
        heads.ForEach(head => _signed.Know(head.Chain.Head, head.Token));
        return new(before, draft.Messages);
    }

    /// <summary>
    /// Finds out whether a commit was written. Whoever still tries to write it holds the store, so that the answer is final once the
    /// store is held here.
    /// </summary>
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

        await Sql.RunAsync(connection, [Sql.Of("ROLLBACK")], cancellationToken);
        return found == number;
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
        await using var batch = Sql.Batch(connection, commands);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception trouble) when (!PostgresErrors.IsCertain(trouble))
        {
            throw new UnknownCommitException(trouble);
        }
    }

    private void Check(LockedStore store, long published)
    {
        if (store.Epoch != epoch)
        {
            throw new HistoryReplacedException(
                "The history in the database has another epoch than at the start of this server; it must start anew."
            );
        }

        if (store.Position < published)
        {
            throw new HistoryWentBackException(published, store.Position);
        }
    }

    private List<(LockedChain Chain, string? Token)> Sign(LockedStore store) =>
        [
            .. store
                .Chains.Values.Where(chain => chain.HasMoved)
                .Select(chain => (chain, options.Seal?.Sign(chain.Head))),
        ];
}
