using TableTap.Realtime.Journal;

namespace TableTap.Storage.Tests.Contract;

/// <summary>One empty store of the implementation under test.</summary>
public abstract class ContractStore : IAsyncDisposable
{
    /// <summary>Opens it, again after the last journal was disposed.</summary>
    public abstract Task<IJournal> OpenAsync();

    /// <summary>The audit as it is stored: <c>chain number messageId</c>, in order.</summary>
    public abstract Task<IReadOnlyList<string>> AuditAsync();

    public abstract ValueTask DisposeAsync();
}
