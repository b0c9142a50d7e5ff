using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using TableTap.Ordering;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>What another server on the journal takes from somebody is taken here, before anybody here hears what follows (section 3).</summary>
public sealed class FollowedRightsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);
    private readonly MemoryJournal _memory = new();
    private readonly FarJournal _journal;
    private OpenCafe _here = null!;
    private OpenCafe _there = null!;

    public FollowedRightsTests() => _journal = new(_memory);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CafeScope Scope => _there.Directory.Current.Find(OpenCafe.Id)!;

    private ImmutableArray<BreakCover> Covers => Scope.Covers!["ben"];

    public async ValueTask InitializeAsync()
    {
        _here = await OpenCafe.OpenAsync(_memory, _time);
        _there = await OpenCafe.OpenAsync(_journal, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    /// <summary>That commit may wait for readers, and they for the end of the cover.</summary>
    [Fact]
    public async Task A_cover_that_ended_elsewhere_ends_here_though_the_loop_waits_for_its_own_commit()
    {
        await CoverAsync();
        var go = _journal.Hold();
        var order = _there.SendAsync(People.John, "order_create", Form(Drink));
        await _journal.Reached.Soon();
        await _here.DoAsync(People.Anna, "break_end", "{}");

        Assert.True(await ArriveAsync("break_ended"));

        Assert.Empty(Covers);
        go.SetResult();
        Assert.True((await order.Soon()).IsAcknowledged);
        Assert.Empty(Covers);
    }

    [Fact]
    public async Task A_commit_that_fails_gives_nothing_back_that_ended_elsewhere()
    {
        await CoverAsync();
        var go = _journal.Hold();
        var order = _there.SendAsync(People.John, "order_create", Form(Drink));
        await _journal.Reached.Soon();
        await _here.DoAsync(People.Anna, "break_end", "{}");
        Assert.True(await ArriveAsync("break_ended"));
        var seen = new ConcurrentQueue<int>();
        _there.Directory.Watch(_ => seen.Enqueue(Covers.Length));

        go.SetException(new JournalUnavailableException("full"));

        Assert.False((await order.Soon()).IsAcknowledged);
        await Patience.UntilAsync(() => _there.Cafe.Version == _here.Cafe.Version);
        Assert.Empty(Covers);
        Assert.DoesNotContain(seen, covers => covers > 0);
    }

    /// <summary>No message tells of it, and nothing else may ever tell this server that the café moved.</summary>
    [Fact]
    public async Task Somebody_who_was_taken_out_elsewhere_has_nothing_left_after_a_look()
    {
        Assert.Contains("ben", Scope.EmployeeCounters.Keys);
        Assert.Null(
            await _here.Host.ConfigureAsync(
                OpenCafe.Id,
                DemoCafe.Profile with
                {
                    Staff = DemoCafe.Profile.Staff.Items.RemoveAll(one => one.EmployeeId == "ben"),
                },
                Cancel
            )
        );

        await _there.Host.Follower.FollowAsync(Cancel);

        Assert.DoesNotContain("ben", Scope.EmployeeCounters.Keys);
        await Patience.UntilAsync(() => _there.Cafe.Version == _here.Cafe.Version);
    }

    [Fact]
    public async Task Where_rights_cannot_be_read_messages_have_to_wait()
    {
        await CoverAsync();
        await _here.DoAsync(People.Anna, "break_end", "{}");
        _journal.IsDeaf = true;

        Assert.False(await ArriveAsync("break_ended"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            _there.Host.Follower.FollowAsync(Cancel)
        );

        _journal.IsDeaf = false;
        Assert.True(await ArriveAsync("break_ended"));
        Assert.Empty(Covers);
    }

    /// <summary>Each question is a journey to the database, and a café that is busy elsewhere is followed several times a second.</summary>
    [Fact]
    public async Task The_position_is_asked_for_only_where_a_break_began_elsewhere()
    {
        var asked = _journal.Heads;
        await _here.OrderAsync();
        await _there.Host.Follower.FollowAsync(Cancel);
        await Patience.UntilAsync(() => _there.Cafe.Version == _here.Cafe.Version);
        Assert.Equal(asked, _journal.Heads);

        await CoverAsync();

        Assert.True(_journal.Heads > asked);
    }

    private async Task CoverAsync()
    {
        await _here.DoAsync(
            People.Anna,
            "break_start",
            """{"breakType": "rest", "duration": 10, "coveringEmployees": ["ben"]}"""
        );
        Assert.True(await ArriveAsync("break_started"));
        // What was given comes with the loop.
        await Patience.UntilAsync(() => !Covers.IsEmpty);
    }

    private Task<bool> ArriveAsync(string type)
    {
        var told = _memory.Messages.Last(message => new Heard(message).Type == type);
        return _there.Host.Follower.ArrivingAsync([told with { CommittedAt = 0 }]).AsTask().Soon();
    }

    /// <summary>The journal as a server has it whose line to it the test holds.</summary>
    /// <param name="journal">The journal that does the work.</param>
    private sealed class FarJournal(MemoryJournal journal) : JournalDecorator(journal)
    {
        private readonly TaskCompletionSource _reached = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private TaskCompletionSource? _held;
        private int _heads;

        /// <summary>How often the heads of channels were asked for.</summary>
        public int Heads => Volatile.Read(ref _heads);

        /// <summary>Whether facts cannot be read.</summary>
        public bool IsDeaf { get; set; }

        /// <summary>Completes when the append that is held has come.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Holds the next append of a command until the test says how it ends.</summary>
        public TaskCompletionSource Hold() =>
            _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<AppendOutcome> AppendAsync(
            AppendBatch batch,
            CancellationToken cancellationToken
        )
        {
            if (batch.Answers.Count > 0 && Interlocked.Exchange(ref _held, null) is { } held)
            {
                _reached.SetResult();
                await held.Task;
            }

            return await base.AppendAsync(batch, cancellationToken);
        }

        public override ValueTask<ChannelHeads> HeadsAsync(
            IReadOnlyCollection<ChannelName> channels,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _heads);
            return base.HeadsAsync(channels, cancellationToken);
        }

        public override IAsyncEnumerable<StoredFact> ReadStreamAsync(
            string stream,
            long afterVersion,
            CancellationToken cancellationToken
        ) =>
            IsDeaf
                ? throw new JournalUnavailableException("The line is cut.")
                : base.ReadStreamAsync(stream, afterVersion, cancellationToken);
    }
}
