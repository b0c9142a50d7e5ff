using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Realtime.Journal;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>A café is written down as it grows, what was written once stays, and the writer takes little of the time.</summary>
public sealed class SnapshotWriterTests
{
    private readonly MemoryJournal _journal = new();
    private readonly SlowClock _time = new();
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Limits = DemoCafe.Profile.Limits with
            {
                BusyAfter = TimeSpan.FromDays(7),
                PausedAfter = TimeSpan.FromDays(7),
            },
        }
    );

    [Fact]
    public async Task What_was_written_is_continued_until_the_changes_are_as_much_as_the_whole()
    {
        var recorder = new Recorder(_journal);
        await using var writer = Writer(recorder, written: 0);

        for (var order = 0; order < 300; order++)
        {
            _day.Confirmed("latte");
            await WriteAsync(recorder, writer);
            Assert.Equal(_day.Cafe, await ReadAsync());
        }

        // It doubles before it is written whole again: the wholes of all the day are few.
        var wholes = recorder.Written.Count(snapshot => snapshot.Follows is null);
        Assert.InRange(wholes, 2, 20);
        Assert.InRange(recorder.Written.Count, 250, 300);
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_is_replaced_by_a_whole_one()
    {
        var recorder = new Recorder(_journal);
        await using var writer = Writer(recorder, written: 0);
        for (var order = 0; order < 60; order++)
        {
            _day.Confirmed("latte");
        }

        await ContinueAsync(recorder, writer, orders: 3);
        Assert.Equal(
            [true, false, false],
            recorder.Written.Select(snapshot => snapshot.Follows is null)
        );
        _day.Confirmed("latte");
        await _journal.WriteSnapshotAsync(
            SnapshotCodec.Take(_day.Cafe, SnapshotKind.Latest, _day.Now),
            TestContext.Current.CancellationToken
        );

        await ContinueAsync(recorder, writer, orders: 2);

        Assert.Equal(
            [false, true],
            recorder.Written.Skip(3).Select(snapshot => snapshot.Follows is null)
        );
        Assert.Equal(_day.Cafe, await ReadAsync());
    }

    [Fact]
    public async Task It_rests_forty_nine_times_as_long_as_it_worked()
    {
        var recorder = new Recorder(_journal);
        await using var writer = Writer(recorder, written: 0);
        // Each look at the clock takes a second of it, so that making a snapshot takes one too.
        _time.Step = TimeSpan.FromSeconds(1);
        _day.Confirmed("latte");
        await WriteAsync(recorder, writer);
        Assert.Single(recorder.Written);
        _day.Confirmed("latte");

        var looks = 0;
        await Patience.UntilAsync(
            () => recorder.Written.Count > 1,
            () =>
            {
                writer.WriteIfDue(_day.Cafe);
                looks++;
            },
            pauseMs: 1
        );

        Assert.True(looks >= 49, $"It rested {looks} times as long");
    }

    private async Task ContinueAsync(Recorder recorder, SnapshotWriter writer, int orders)
    {
        for (var order = 0; order < orders; order++)
        {
            _day.Confirmed("latte");
            await WriteAsync(recorder, writer);
        }
    }

    private async Task WriteAsync(Recorder recorder, SnapshotWriter writer)
    {
        var before = recorder.Written.Count;
        // It works beside: who asks without a pause takes half of the processor from it.
        await Patience.UntilAsync(
            () => recorder.Written.Count > before,
            () => writer.WriteIfDue(_day.Cafe),
            pauseMs: 1
        );
    }

    private SnapshotWriter Writer(IJournal journal, long written) =>
        new(
            new LoopServices(
                journal,
                _time,
                new IdGenerator(_time),
                new CafeLinks(),
                _ => false,
                _ => { },
                NullLogger.Instance
            )
            {
                Options = new() { SnapshotEvery = 1 },
            },
            written
        );

    private async Task<Cafe> ReadAsync() =>
        SnapshotCodec.Restore(
            (
                await _journal.ReadSnapshotAsync(
                    "cafe:demo",
                    SnapshotKind.Latest,
                    TestContext.Current.CancellationToken
                )
            )!
        );

    private sealed class SlowClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, Step.Ticks);

        public override DateTimeOffset GetUtcNow() => Day.Morning;
    }

    private sealed class Recorder(IJournal journal) : JournalDecorator(journal)
    {
        private readonly List<StreamSnapshot> _all = [];

        public IReadOnlyList<StreamSnapshot> Written
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public override async ValueTask<bool> WriteSnapshotAsync(
            StreamSnapshot snapshot,
            CancellationToken cancellationToken
        )
        {
            var kept = await base.WriteSnapshotAsync(snapshot, cancellationToken);
            lock (_all)
            {
                _all.Add(snapshot);
            }

            return kept;
        }
    }
}
