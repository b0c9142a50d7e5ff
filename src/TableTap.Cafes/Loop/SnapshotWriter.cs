using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// Writes a café's state every so many facts, beside its loop: the state is immutable, so no command waits for it. What was written
/// grows by what changed since, until the changes are as large as the whole; and packing it takes a fiftieth of the time at most,
/// however busy the café is. Told of the café by one thread.
/// </summary>
/// <param name="tools">What cafés work with.</param>
/// <param name="written">The version that is written already.</param>
internal sealed class SnapshotWriter(LoopServices tools, long written) : IAsyncDisposable
{
    private const int LastShare = 10;

    /// <summary>How many times as long as a snapshot took the writer rests after it.</summary>
    private const int Rest = 49;

    private Task _writing = Task.CompletedTask;
    private Cafe? _last;

    // Of the task that writes; read where it has ended.
    private long _done = written;
    private Cafe? _kept;
    private long _wholeBytes;
    private long _changedBytes;
    private long _endedAt;
    private TimeSpan _pause;

    /// <summary>Looks at a café after its commit.</summary>
    public void WriteIfDue(Cafe cafe)
    {
        _last = cafe;
        if (
            _writing.IsCompleted
            && cafe.Version - _done >= tools.Options.SnapshotEvery
            && tools.Time.GetElapsedTime(_endedAt) >= _pause
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
        // The whole is written where nothing was yet, or what was is not what it follows any more.
        var before = _changedBytes < _wholeBytes ? _kept : null;
        _kept = null;
        var began = tools.Time.GetTimestamp();
        try
        {
            var snapshot = before is null
                ? SnapshotCodec.Take(cafe, SnapshotKind.Latest, tools.Time.GetUtcNow())
                : SnapshotCodec.TakeChanges(before, cafe, tools.Time.GetUtcNow());
            _pause = tools.Time.GetElapsedTime(began) * Rest;
            if (await tools.Journal.WriteSnapshotAsync(snapshot, CancellationToken.None))
            {
                _kept = cafe;
                (_wholeBytes, _changedBytes) = before is null
                    ? (snapshot.Data.Length, 0)
                    : (_wholeBytes, _changedBytes + snapshot.Data.Length);
                tools.Log.SnapshotWritten(cafe.CafeId, cafe.Version, snapshot.Data.Length);
            }
        }
        catch (JournalUnavailableException)
        {
            // The journal itself tells of its trouble; the facts are all there.
        }
        catch (Exception fault)
        {
            tools.Log.SnapshotFailed(cafe.CafeId, fault);
        }

        (_done, _endedAt) = (cafe.Version, tools.Time.GetTimestamp());
    }
}
