using TableTap.Storage.Tests.Contract;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Batches, conflicts and answers behind a pool that lends connections by the transaction.</summary>
public sealed class PooledAppend(PooledPostgres pool)
    : AppendContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Records behind a pool that lends connections by the transaction.</summary>
public sealed class PooledRecords(PooledPostgres pool)
    : RecordContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Snapshots behind a pool that lends connections by the transaction.</summary>
public sealed class PooledSnapshot(PooledPostgres pool)
    : SnapshotContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Cursors behind a pool that lends connections by the transaction.</summary>
public sealed class PooledCursors(PooledPostgres pool)
    : CursorContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Sequences, positions, pages and heads behind a pool that lends connections by the transaction.</summary>
public sealed class PooledHistory(PooledPostgres pool)
    : HistoryContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Placing channels at the commit of a message behind a pool that lends connections by the transaction.</summary>
public sealed class PooledLocate(PooledPostgres pool)
    : LocateContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>What the dispatcher hears, and many producers at once, behind a pool that lends connections by the transaction.</summary>
public sealed class PooledCommitted(PooledPostgres pool)
    : CommittedContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>A stream, its subjects and channels at one commit behind a pool that lends connections by the transaction.</summary>
public sealed class PooledCut(PooledPostgres pool)
    : CutContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>Random histories behind a pool that lends connections by the transaction; fewer, for each has a database of its own.</summary>
public sealed class PooledModel : ModelContract, IClassFixture<PooledPostgres>
{
    // A search takes what is thrown within it for a finding, also what only skips.
    public PooledModel(PooledPostgres pool)
        : base(() => new PostgresContractStore(pool), histories: 10) => pool.Require();
}

/// <summary>The audit behind a pool that lends connections by the transaction.</summary>
public sealed class PooledAudit(PooledPostgres pool)
    : AuditContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;

/// <summary>How long commits take and how much waits for them behind a pool that lends connections by the transaction.</summary>
public sealed class PooledFigures(PooledPostgres pool)
    : FigureContract(new PostgresContractStore(pool)),
        IClassFixture<PooledPostgres>;
