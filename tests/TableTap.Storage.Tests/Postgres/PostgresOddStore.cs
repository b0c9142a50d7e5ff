using TableTap.Realtime.Journal;
using TableTap.Storage.Tests.Contract;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// A store of the journal in PostgreSQL, in a schema of its own, on a machine whose wall clock somebody sets; skipped where PostgreSQL is
/// not installed.
/// </summary>
public sealed class PostgresOddStore : OddStore
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private string? _words;
    private NapClock _naps = null!;

    // What it does now may have begun before: the round after the next nap is looked at.
    public override async Task LookAsync()
    {
        await TickAsync();
        await UntilItNapsAsync();
        Time.Pass(Minute);
        await UntilItNapsAsync();
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<IJournal> OpenAsync()
    {
        _words ??= await RealPostgres.NewSchemaAsync();
        _naps = new(Time, Minute);
        var journal = await PostgresStore.OpenAsync(
            _words,
            options =>
                options with
                {
                    TrimInterval = Minute,
                    SweepInterval = TimeSpan.FromHours(1),
                },
            _naps
        );
        await UntilItNapsAsync();
        return journal;
    }

    private Task UntilItNapsAsync() => Patience.UntilAsync(() => _naps.IsNapping, pauseMs: 1);

    /// <summary>A clock that knows whether somebody who waits for so long again and again waits now.</summary>
    private sealed class NapClock(TimeProvider time, TimeSpan nap) : TimeProvider
    {
        private int _begun;
        private int _over;

        public bool IsNapping => Volatile.Read(ref _begun) > Volatile.Read(ref _over);

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(
            TimerCallback callback,
            object? state,
            TimeSpan dueTime,
            TimeSpan period
        )
        {
            if (dueTime != nap)
            {
                return time.CreateTimer(callback, state, dueTime, period);
            }

            var timer = time.CreateTimer(
                _ =>
                {
                    Interlocked.Increment(ref _over);
                    callback(state);
                },
                null,
                dueTime,
                period
            );
            Interlocked.Increment(ref _begun);
            return timer;
        }
    }
}
