using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>A store whose journal has figures, and whose commits a test can hold.</summary>
public abstract class MeasuredStore : ContractStore
{
    /// <summary>The clock of its journals; it stands still until the test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(Batch.Noon);

    /// <summary>Where the figures of the journals go that are opened from now on.</summary>
    /// <value>Default null: nowhere.</value>
    public Meter? Meter { get; set; }

    /// <summary>Holds the next commit before it is durable.</summary>
    public abstract Task<CommitHold> HoldAsync();
}

/// <summary>A commit that is held until this is disposed.</summary>
/// <param name="reached">Waits until a commit stands still.</param>
/// <param name="release">Lets it go on.</param>
public sealed class CommitHold(Func<Task> reached, Func<ValueTask> release) : IAsyncDisposable
{
    /// <summary>Waits until a commit stands still: it has begun, and is not durable.</summary>
    public Task ReachedAsync() => reached();

    public ValueTask DisposeAsync() => release();
}
