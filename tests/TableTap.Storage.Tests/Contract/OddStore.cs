using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>One empty store of the implementation under test, on a machine whose wall clock somebody sets.</summary>
public abstract class OddStore : IAsyncDisposable
{
    /// <summary>The machine's clock.</summary>
    public OddClock Time { get; } = new(Batch.Noon);

    /// <summary>The journal, once it was started.</summary>
    public IJournal Journal { get; private set; } = null!;

    /// <summary>Opens it, again after it was stopped.</summary>
    public async Task StartAsync() => Journal = await OpenAsync();

    /// <summary>Closes it; the store stays.</summary>
    public async Task StopAsync() => await Journal.DisposeAsync();

    /// <summary>Returns when it has looked for what is old at this time, or up to a minute later, which passes then.</summary>
    public abstract Task LookAsync();

    public abstract ValueTask DisposeAsync();

    protected abstract Task<IJournal> OpenAsync();

    /// <summary>A write that is nobody's business.</summary>
    protected async Task TickAsync() =>
        await Journal.AppendAsync(Batch.Of("clock").Fact("tick"), CancellationToken.None);
}
