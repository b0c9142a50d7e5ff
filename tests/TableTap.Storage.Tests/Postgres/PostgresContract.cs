using TableTap.Storage.Tests.Contract;

namespace TableTap.Storage.Tests.Postgres;

public sealed class PostgresAppend() : AppendContract(new PostgresContractStore());

public sealed class PostgresHistory() : HistoryContract(new PostgresContractStore());

public sealed class PostgresLocate() : LocateContract(new PostgresContractStore());

public sealed class PostgresCursors() : CursorContract(new PostgresContractStore());

public sealed class PostgresCommitted() : CommittedContract(new PostgresContractStore());

public sealed class PostgresCut() : CutContract(new PostgresContractStore());

public sealed class PostgresModel : ModelContract
{
    // A search takes what is thrown within it for a finding, also what only skips.
    public PostgresModel()
        : base(() => new PostgresContractStore(), histories: 20) => RealPostgres.Require();
}

public sealed class PostgresAudit() : AuditContract(new PostgresContractStore());

public sealed class PostgresSnapshot() : SnapshotContract(new PostgresContractStore());

public sealed class PostgresOddClock() : OddClockContract(new PostgresOddStore());

public sealed class PostgresRecords() : RecordContract(new PostgresContractStore());

public sealed class PostgresFigures() : FigureContract(new PostgresContractStore());
