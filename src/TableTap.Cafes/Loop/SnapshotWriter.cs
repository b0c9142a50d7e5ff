using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// Writes a café's state every so many facts, beside its loop: the state is immutable, so no command waits for it. Told of the
/// café by one thread.
/// </summary>
/// <param name="tools">What cafés work with.</param>
/// <param name="written">The version that is written already.</param>
internal sealed class SnapshotWriter(LoopServices tools, long written) : IAsyncDisposable
{
    private const int LastShare = 10;
    private Task _writing = Task.CompletedTask;
    private Cafe? _last;
    private long _done = written;

    /// <summary>Looks at a café after its commit.</summary>
    public void WriteIfDue(Cafe cafe)
    {
        _last = cafe;
        if (
            cafe.Version - Volatile.Read(ref _done) >= tools.Options.SnapshotEvery
            && _writing.IsCompleted
        )
        {
            _writing = Task.Run(() => WriteAsync(cafe));
        }
    }

    /// <summary>Writes what is worth it, so that the next start is quick too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing;
        if (_last is { } cafe && cafe.Version - _done > tools.Options.SnapshotEvery / LastShare)
        {
            await WriteAsync(cafe);
        }
    }

    private async Task WriteAsync(Cafe cafe)
    {
        try
        {
            var snapshot = SnapshotCodec.Take(cafe, SnapshotKind.Latest, tools.Time.GetUtcNow());
            await tools.Journal.WriteSnapshotAsync(snapshot, CancellationToken.None);
            tools.Log.SnapshotWritten(cafe.CafeId, cafe.Version, snapshot.Data.Length);
        }
        catch (JournalUnavailableException)
        {
            // The journal itself tells of its trouble; the facts are all there.
        }
        catch (Exception fault)
        {
            tools.Log.SnapshotFailed(cafe.CafeId, fault);
        }

        Volatile.Write(ref _done, cafe.Version);
    }
}
