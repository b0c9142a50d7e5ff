using TableTap.Storage.Tests.Contract;

namespace TableTap.Storage.Tests.Memory;

public sealed class MemoryAppend() : AppendContract(new MemoryContractStore());

public sealed class MemoryHistory() : HistoryContract(new MemoryContractStore());

public sealed class MemoryLocate() : LocateContract(new MemoryContractStore());

public sealed class MemoryCursors() : CursorContract(new MemoryContractStore());

public sealed class MemoryCommitted() : CommittedContract(new MemoryContractStore());

public sealed class MemoryCut() : CutContract(new MemoryContractStore());

public sealed class MemoryModel() : ModelContract(() => new MemoryContractStore());

public sealed class MemoryAuditing() : AuditContract(new MemoryContractStore());

public sealed class MemorySnapshot() : SnapshotContract(new MemoryContractStore());

public sealed class MemoryRecord() : RecordContract(new MemoryContractStore());
