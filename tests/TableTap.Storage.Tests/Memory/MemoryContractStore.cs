using TableTap.Realtime.Journal;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing.Journals;

namespace TableTap.Storage.Tests.Memory;

/// <summary>A store of the journal in memory that other suites build on.</summary>
public sealed class MemoryContractStore : ContractStore
{
    private MemoryJournal _journal = new(backlog: 256);

    public override Task<IJournal> OpenAsync() =>
        Task.FromResult<IJournal>(_journal = new(_journal));

    public override Task<IReadOnlyList<string>> AuditAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. _journal.AuditInOrder()]);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
