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
