using TableTap.Storage.Tests.Contract;

namespace TableTap.Storage.Tests.Sqlite;

public sealed class SqliteAppend() : AppendContract(new SqliteContractStore());

public sealed class SqliteHistory() : HistoryContract(new SqliteContractStore());

public sealed class SqliteLocate() : LocateContract(new SqliteContractStore());

public sealed class SqliteCursors() : CursorContract(new SqliteContractStore());

public sealed class SqliteCommitted() : CommittedContract(new SqliteContractStore());

public sealed class SqliteCut() : CutContract(new SqliteContractStore());

public sealed class SqliteModel() : ModelContract(() => new SqliteContractStore());

public sealed class SqliteAudit() : AuditContract(new SqliteContractStore());

public sealed class SqliteSnapshot() : SnapshotContract(new SqliteContractStore());

public sealed class SqliteOddClock() : OddClockContract(new SqliteOddStore());

public sealed class SqliteRecords() : RecordContract(new SqliteContractStore());

public sealed class SqliteFigures() : FigureContract(new SqliteContractStore());
