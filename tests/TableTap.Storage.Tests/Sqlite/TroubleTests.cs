using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>Full, read-only and failing disks: nothing is acknowledged that is not there, and service comes back by itself.</summary>
public sealed class TroubleTests : IAsyncLifetime
{
    private const int InputOutputError = 10;
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly StoreFaults _faults = new();
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly ListLog _log = new();
    private TempJournal _temp = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temp = await TempJournal.OpenAsync(
            _time,
            options =>
                options with
                {
                    Faults = _faults,
                    BusyTimeout = TimeSpan.Zero,
                    CommittedCapacity = 2,
                },
            _log
        );

        // After the second commit the first look for old messages is over, so that a planned fault meets its append.
        await AppendAsync(Batch.Of("start").Audit("server", "c1"));
        await AppendAsync(Batch.Of("start").Audit("server", "c2"));
    }

    public async ValueTask DisposeAsync() => await _temp.DisposeAsync();

    [Fact]
    public async Task A_full_disk_refuses_and_serves_again_when_there_is_space()
    {
        await SayAsync("m1");
        _faults.Beginning = connection => Statement.Run(connection, "PRAGMA max_page_count = 1");
        var large = Batch.Of("demo", 0).Fact("1") with
        {
            Messages = [Batch.Draft(General, "m_large", 1_000_000)],
        };

        var refused = await RefusedAsync(large);
        _faults.Beginning = _ => { };

        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.True((await AppendAsync(large)).Committed);
        await AssertHistoryAsync("m1", "m_large");
    }

    [Fact]
    public async Task A_read_only_store_refuses_and_serves_again_when_it_may_write()
    {
        _faults.Beginning = connection => Statement.Run(connection, "PRAGMA query_only = ON");
        var refused = await RefusedAsync(Batch.Of("demo").Message(General, "m1"));
        _faults.Beginning = _ => { };

        Assert.Contains("read-only", refused.Message, StringComparison.Ordinal);
        await SayAsync("m2");
        await AssertHistoryAsync("m2");
    }

    [Fact]
    public async Task A_store_that_another_program_locks_refuses_and_serves_again_when_it_is_free()
    {
        await using var other = new SqliteConnection($"Data Source={_temp.Path};Pooling=False");
        await other.OpenAsync(Cancel);
        Statement.Run(other, "BEGIN IMMEDIATE");
        var refused = await RefusedAsync(Batch.Of("demo").Message(General, "m1"));
        Statement.Run(other, "ROLLBACK");

        Assert.Contains("locked", refused.Message, StringComparison.Ordinal);
        await SayAsync("m2");
        await AssertHistoryAsync("m2");
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_again_refuses_until_it_can()
    {
        FailOnce(() => _faults.Committing, action => _faults.Committing = action, code: 13);
        _faults.Opening = () => throw new SqliteException("gone", 14);
        await RefusedAsync(Batch.Of("demo").Message(General, "m1"));
        var refused = await RefusedAsync(Batch.Of("demo").Message(General, "m2"));
        _faults.Opening = () => { };

        Assert.Contains("cannot be opened", refused.Message, StringComparison.Ordinal);
        await SayAsync("m3");
        await AssertHistoryAsync("m3");
    }

    [Fact]
    public async Task A_commit_that_failed_after_it_was_written_is_acknowledged_and_heard_once()
    {
        FailOnce(() => _faults.Committed, action => _faults.Committed = action);

        var outcome = await AppendAsync(Batch.Of("demo", 0).Fact("1").Message(General, "m1"));
        await SayAsync("m2");

        Assert.Equal((true, 1L, 1L), (outcome.Committed, outcome.Version, outcome.Position));
        await AssertHistoryAsync("m1", "m2");
    }

    [Fact]
    public async Task A_commit_that_failed_before_it_was_written_is_refused_and_leaves_no_hole()
    {
        FailOnce(() => _faults.Committing, action => _faults.Committing = action);

        await RefusedAsync(Batch.Of("demo", 0).Fact("1").Message(General, "m1"));
        await SayAsync("m2");

        await AssertHistoryAsync("m2");
        Assert.Empty(await _temp.Journal.StreamsAsync(Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_in_doubt_waits_for_the_store_while_those_behind_it_are_refused(
        bool written
    )
    {
        if (written)
        {
            FailOnce(() => _faults.Committed, action => _faults.Committed = action);
        }
        else
        {
            FailOnce(() => _faults.Committing, action => _faults.Committing = action);
        }

        var reopening = new TaskCompletionSource();
        _faults.Opening = () =>
        {
            reopening.TrySetResult();
            throw new SqliteException("gone", 14);
        };
        var inDoubt = AppendAsync(Batch.Of("demo").Message(General, "m1"));
        await reopening.Task;
        var behind = RefusedAsync(Batch.Of("demo").Message(General, "m2"));
        await EndAsync(behind);
        Assert.False(inDoubt.IsCompleted);

        _faults.Opening = () => { };
        await EndAsync(inDoubt);

        if (written)
        {
            Assert.True((await inDoubt).Committed);
            await AssertHistoryAsync("m1");
        }
        else
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => inDoubt);
            await SayAsync("m3");
            await AssertHistoryAsync("m3");
        }
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever_for_a_commit_in_doubt()
    {
        FailOnce(() => _faults.Committed, action => _faults.Committed = action);
        _faults.Opening = () => throw new SqliteException("gone", 14);
        var inDoubt = AppendAsync(Batch.Of("demo").Message(General, "m1"));

        await EndAsync(_temp.Journal.DisposeAsync().AsTask());

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => inDoubt);
        Assert.Contains("unknown", refused.Message, StringComparison.Ordinal);
        _faults.Opening = () => { };
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever_for_a_dispatcher_that_stands_still()
    {
        var appends = Enumerable
            .Range(0, 6)
            .Select(number => AppendAsync(Batch.Of("demo").Message(General, $"m{number}")))
            .ToList();

        await EndAsync(_temp.Journal.DisposeAsync().AsTask());

        Assert.All(await Task.WhenAll(appends), outcome => Assert.True(outcome.Committed));
    }

    [Fact]
    public async Task Trouble_is_told_once_and_so_is_its_end()
    {
        _faults.Beginning = connection => Statement.Run(connection, "PRAGMA query_only = ON");
        await RefusedAsync(Batch.Of("demo").Message(General, "m1"));
        await RefusedAsync(Batch.Of("demo").Message(General, "m2"));
        _faults.Beginning = _ => { };
        await SayAsync("m3");
        await SayAsync("m4");

        Assert.Equal([4000, 4001, 4002, 4003], _log.Events.Order());
    }

    [Fact]
    public async Task Trouble_that_flickers_is_not_told_again_within_a_minute()
    {
        for (var time = 0; time < 5; time++)
        {
            _faults.Beginning = connection => Statement.Run(connection, "PRAGMA query_only = ON");
            await RefusedAsync(Batch.Of("demo").Message(General, "no"));
            _faults.Beginning = _ => { };
            await AppendAsync(Batch.Of("demo").Audit("server", $"c{time}"));
        }

        Assert.Equal([4000, 4001, 4002, 4003], _log.Events.Order());
    }

    [Fact]
    public async Task Trouble_shows_and_passes_without_anyone_who_writes()
    {
        Assert.Null(_temp.Journal.Health.Trouble);
        _faults.Beginning = connection => Statement.Run(connection, "PRAGMA query_only = ON");
        await RefusedAsync(Batch.Of("demo").Message(General, "m1"));
        Assert.Contains("read-only", _temp.Journal.Health.Trouble, StringComparison.Ordinal);

        _faults.Beginning = _ => { };
        await Patience.UntilAsync(
            () => _temp.Journal.Health.Trouble is null,
            () => _time.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Contains(4003, _log.Events);
        await SayAsync("m2");
        await AssertHistoryAsync("m2");
    }

    [Fact]
    public async Task A_commit_that_takes_too_long_shows_and_ends_well()
    {
        var behind = await HoldAsync();
        var waiting = AppendAsync(Batch.Of("demo").Message(General, "m1"));
        Assert.Null(_temp.Journal.Health.Trouble);
        Pass(seconds: 5);

        Assert.Contains("has taken 5 s", _temp.Journal.Health.Trouble, StringComparison.Ordinal);
        Assert.Equal(4002, _log.Events[^1]);
        Assert.False(waiting.IsCompleted);
        behind.SetResult();
        Assert.True((await waiting).Committed);
        Assert.Null(_temp.Journal.Health.Trouble);
        Assert.Equal(4003, _log.Events[^1]);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_is_no_trouble_of_the_store()
    {
        await Assert.ThrowsAnyAsync<Exception>(() =>
            AppendAsync(Batch.Of("demo").Answer(Batch.AnswerTo("c1")).Answer(Batch.AnswerTo("c1")))
        );
        Pass(seconds: 30);

        Assert.Null(_temp.Journal.Health.Trouble);
    }

    [Fact]
    public async Task A_snapshot_that_meets_trouble_leaves_the_last_one_and_no_rest()
    {
        var parts = 0;
        await _temp.Journal.WriteSnapshotAsync(Snapshot(1), Cancel);
        _faults.Committing = () =>
        {
            if (++parts == 3)
            {
                throw new SqliteException("planned", InputOutputError);
            }
        };
        await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
            await _temp.Journal.WriteSnapshotAsync(Snapshot(2), Cancel)
        );
        Assert.Equal(1, (await ReadSnapshotAsync())!.Version);
        await SayAsync("m1");

        await _temp.Journal.WriteSnapshotAsync(Snapshot(3), Cancel);

        Assert.Equal(3, (await ReadSnapshotAsync())!.Version);
        await using var connection = new SqliteConnection(
            $"Data Source={_temp.Path};Pooling=False"
        );
        await connection.OpenAsync(Cancel);
        Assert.Equal(1, Statement.Ask(connection, "SELECT count(*) FROM snapshot"));
        Assert.Equal(4, Statement.Ask(connection, "SELECT count(*) FROM snapshot_part"));

        static StreamSnapshot Snapshot(long version) =>
            new("demo", SnapshotKind.Latest, version, "s", new byte[1_000_000], Batch.Noon);

        async Task<StreamSnapshot?> ReadSnapshotAsync() =>
            await _temp.Journal.ReadSnapshotAsync("demo", SnapshotKind.Latest, Cancel);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task What_continues_a_snapshot_and_meets_trouble_leaves_it_as_it_was(int failing)
    {
        var parts = 0;
        await _temp.Journal.WriteSnapshotAsync(Snapshot(1), Cancel);
        _faults.Committing = () =>
        {
            if (++parts == failing)
            {
                throw new SqliteException("planned", InputOutputError);
            }
        };
        await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
            await _temp.Journal.WriteSnapshotAsync(Snapshot(2) with { Follows = 1 }, Cancel)
        );
        _faults.Committing = static () => { };
        var kept = (await ReadSnapshotAsync())!;
        Assert.Equal((1, 1_000_000), (kept.Version, kept.Data.Length));
        Assert.Equal(0x01, kept.Data.Span[^1]);
        await SayAsync("m1");

        Assert.True(
            await _temp.Journal.WriteSnapshotAsync(Snapshot(3) with { Follows = 1 }, Cancel)
        );

        kept = (await ReadSnapshotAsync())!;
        Assert.Equal((3, 2_000_000), (kept.Version, kept.Data.Length));
        Assert.Equal((0x01, 0x03), (kept.Data.Span[999_999], kept.Data.Span[1_000_000]));

        static StreamSnapshot Snapshot(byte version)
        {
            var data = new byte[1_000_000];
            Array.Fill(data, version);
            return new("demo", SnapshotKind.Latest, version, "s", data, Batch.Noon);
        }

        async Task<StreamSnapshot?> ReadSnapshotAsync() =>
            await _temp.Journal.ReadSnapshotAsync("demo", SnapshotKind.Latest, Cancel);
    }

    [Fact]
    public async Task Every_commit_waits_for_the_disk()
    {
        var synchronous = 0L;
        _faults.Beginning = connection =>
            synchronous = Statement.Ask(connection, "PRAGMA synchronous")!.Value;
        await SayAsync("m1");

        Assert.Equal(2, synchronous);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_fails_alone()
    {
        var behind = await HoldAsync();
        var first = AppendAsync(Batch.Of("demo").Message(General, "m1"));
        var faulty = AppendAsync(
            Batch
                .Of("demo")
                .Message(General, "m_faulty")
                .Answer(Batch.AnswerTo("c1"))
                .Answer(Batch.AnswerTo("c1"))
        );
        var last = AppendAsync(Batch.Of("demo").Message(General, "m2"));
        behind.SetResult();

        await Assert.ThrowsAsync<BatchRefusedException>(() => faulty);
        await Task.WhenAll(first, last);
        await AssertHistoryAsync("m1", "m2");
    }

    [Fact]
    public async Task Batches_that_wait_are_committed_together()
    {
        var behind = await HoldAsync();
        var waiting = Enumerable
            .Range(0, 100)
            .Select(number => AppendAsync(Batch.Of("demo").Message(General, $"m{number}")))
            .ToList();
        behind.SetResult();
        await Task.WhenAll(waiting);

        // A commit is heard in one piece.
        Assert.Equal(100, (await _temp.Journal.Committed.ReadAsync(Cancel)).Count);
    }

    // The writer stands before a commit of its own; what is appended meanwhile waits.
    private async Task<TaskCompletionSource> HoldAsync()
    {
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _faults.Beginning = _ =>
        {
            _faults.Beginning = _ => { };
            held.SetResult();
            release.Task.GetAwaiter().GetResult();
        };
        var hold = AppendAsync(Batch.Of("hold").Audit("server", "hold"));
        await held.Task;
        _ = hold;
        return release;
    }

    private static void FailOnce(
        Func<Action> current,
        Action<Action> replace,
        int code = InputOutputError
    )
    {
        var before = current();
        replace(() =>
        {
            replace(before);
            throw new SqliteException("planned", code);
        });
    }

    private async Task<AppendOutcome> AppendAsync(AppendBatch batch) =>
        await _temp.Journal.AppendAsync(batch, Cancel);

    private async Task SayAsync(string id) =>
        Assert.True((await AppendAsync(Batch.Of("demo").Message(General, id))).Committed);

    private async Task<JournalUnavailableException> RefusedAsync(AppendBatch batch) =>
        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(batch));

    // Lets fake time pass until the task has ended, well or not.
    private Task EndAsync(Task task) =>
        Patience.UntilAsync(() => task.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(1)));

    // As it passes for a process that runs: all at once would be one that stood still.
    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task AssertHistoryAsync(params string[] ids)
    {
        var page = await _temp.Journal.ReadMessagesAsync(
            [new(General, 0)],
            new PageLimit(100, int.MaxValue),
            Cancel
        );
        var expected = ids.Select((id, index) => (id, index + 1L));
        Assert.Equal(expected, page.Messages.Select(m => (m.MessageId, m.Sequence)));
        var heard = new List<StoredMessage>();
        while (heard.Count < ids.Length)
        {
            heard.AddRange(await _temp.Journal.Committed.ReadAsync(Cancel).AsTask().Soon());
        }

        Assert.Equal(expected, heard.Select(m => (m.MessageId, m.Sequence)));
        Assert.False(_temp.Journal.Committed.TryRead(out _));
    }
}
