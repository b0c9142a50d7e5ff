using TableTap.Realtime.Journal;
using TableTap.Server.Push;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Push;

/// <summary>Push subscriptions as they are kept: over a restart, in their bounds, and on other servers of the same store.</summary>
public sealed class PushSubscriptionsTests : IAsyncLifetime
{
    private readonly MemoryJournal _journal = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task What_was_kept_is_there_after_a_restart_and_what_was_forgotten_is_not()
    {
        var before = Open();
        Assert.True(await before.KeepAsync(Of("one")));
        Assert.True(await before.KeepAsync(Of("two")));
        await before.ForgetAsync("two");
        await before.ForgetAsync("two");

        var after = Open();
        await after.FollowAsync(Stop);

        var held = Assert.Single(after.All);
        Assert.Equal((Of("one"), true), (held.Kept, held.IsOwn));
        Assert.Equal(1, await _journal.CountRecordsAsync("push", Stop));
    }

    [Fact]
    public async Task An_order_has_one_phone_and_that_is_the_last_one()
    {
        var subscriptions = Open();
        await subscriptions.KeepAsync(Of("one"));
        var last = Of("one") with { Endpoint = "https://fcm.googleapis.com/other" };

        Assert.True(await subscriptions.KeepAsync(last));

        Assert.Equal(last, Assert.Single(subscriptions.All).Kept);
    }

    [Fact]
    public async Task A_guest_has_ten_and_a_café_as_many_as_the_settings_say()
    {
        var subscriptions = Open(perCafe: 12);
        for (var number = 0; number < PushSubscriptions.PerGuest; number++)
        {
            Assert.True(await subscriptions.KeepAsync(Of($"john-{number}")));
        }

        Assert.False(await subscriptions.KeepAsync(Of("john-more")));
        Assert.True(await subscriptions.KeepAsync(Of("john-0")));
        Assert.True(await subscriptions.KeepAsync(Of("jane-0") with { UserId = "jane" }));
        Assert.True(await subscriptions.KeepAsync(Of("jane-1") with { UserId = "jane" }));
        Assert.False(await subscriptions.KeepAsync(Of("jane-2") with { UserId = "jane" }));
        Assert.True(
            await subscriptions.KeepAsync(Of("john-elsewhere") with { CafeId = "elsewhere" })
        );
        await subscriptions.ForgetAsync("john-0");
        Assert.True(await subscriptions.KeepAsync(Of("jane-2") with { UserId = "jane" }));
    }

    [Fact]
    public async Task Of_two_servers_one_changes_it_and_the_other_hears()
    {
        var here = Open(isAlone: false);
        var there = Open(isAlone: false);
        await here.KeepAsync(Of("one"));
        await there.FollowAsync(Stop);
        var (mine, theirs) = (Assert.Single(here.All), Assert.Single(there.All));
        Assert.Equal((true, false), (mine.IsOwn, theirs.IsOwn));

        var tried = Of("one") with { Attempts = 1, NextAttemptAt = Of("one").At };
        var changes = await Task.WhenAll(
            here.ChangeAsync(mine, tried),
            there.ChangeAsync(theirs, tried with { Attempts = 2 })
        );

        var first = Assert.Single(changes.OfType<HeldSubscription>());
        await here.FollowAsync(Stop);
        await there.FollowAsync(Stop);
        Assert.Equal(first.Kept, Assert.Single(here.All).Kept);
        Assert.Equal(first.Kept, Assert.Single(there.All).Kept);

        await here.ForgetAsync("one");
        await there.FollowAsync(Stop);
        Assert.Empty(there.All);
    }

    [Fact]
    public async Task A_phone_that_the_guest_changed_meanwhile_is_not_overwritten_or_forgotten()
    {
        var subscriptions = Open();
        await subscriptions.KeepAsync(Of("one"));
        var before = Assert.Single(subscriptions.All);
        var other = Of("one") with { Endpoint = "https://fcm.googleapis.com/other" };
        await subscriptions.KeepAsync(other);

        Assert.Null(await subscriptions.ChangeAsync(before, before.Kept with { ToldOf = 1 }));
        Assert.Null(await subscriptions.ChangeAsync(before, null));

        Assert.Equal(other, Assert.Single(subscriptions.All).Kept);
    }

    /// <summary>A disk or a network that is slow with one phone makes no other wait; what is done about one order keeps its order.</summary>
    [Fact]
    public async Task A_write_that_takes_its_time_holds_up_its_own_order_alone()
    {
        await using var journal = new SlowJournal();
        var subscriptions = new PushSubscriptions(journal, perCafe: 100, isAlone: true);
        await subscriptions.KeepAsync(Of("one"));
        await subscriptions.KeepAsync(Of("two"));
        var (one, two) = (Held(subscriptions, "one"), Held(subscriptions, "two"));
        var slow = journal.SlowWrite("one");
        var first = subscriptions.ChangeAsync(one, one.Kept with { Attempts = 1 });
        await slow.Reached.Soon();

        Assert.NotNull(await subscriptions.ChangeAsync(two, two.Kept with { Attempts = 1 }).Soon());
        Assert.True(await subscriptions.KeepAsync(Of("three")).Soon());
        await subscriptions.ForgetAsync("two").Soon();
        var second = subscriptions.ForgetAsync("one");
        Assert.False(first.IsCompleted || second.IsCompleted);

        slow.End();
        Assert.Equal(1, (await first.Soon())?.Kept.Attempts);
        await second.Soon();
        Assert.Equal("three", Assert.Single(subscriptions.All).Kept.OrderId);
    }

    [Fact]
    public async Task What_is_on_its_way_to_the_journal_has_its_room_already()
    {
        await using var journal = new SlowJournal();
        var subscriptions = new PushSubscriptions(journal, perCafe: 1, isAlone: true);
        var slow = journal.SlowWrite("one");
        var first = subscriptions.KeepAsync(Of("one"));
        await slow.Reached.Soon();

        Assert.False(await subscriptions.KeepAsync(Of("two")).Soon());

        slow.End();
        Assert.True(await first.Soon());
        await subscriptions.ForgetAsync("one");
        Assert.True(await subscriptions.KeepAsync(Of("two")));
    }

    [Fact]
    public async Task What_is_done_here_while_the_journal_is_read_waits_for_nothing_and_stays()
    {
        await using var journal = new SlowJournal();
        var here = new PushSubscriptions(journal, perCafe: 100, isAlone: false);
        var there = new PushSubscriptions(journal, perCafe: 100, isAlone: false);
        await here.KeepAsync(Of("one"));
        await here.KeepAsync(Of("two"));
        await there.KeepAsync(Of("others"));
        var slow = journal.SlowRead();
        var following = here.FollowAsync(Stop);
        await slow.Reached.Soon();

        var one = Held(here, "one");
        Assert.NotNull(await here.ChangeAsync(one, one.Kept with { Attempts = 1 }).Soon());
        await here.ForgetAsync("two").Soon();
        Assert.True(await here.KeepAsync(Of("three")).Soon());
        slow.End();
        await following.Soon();

        Assert.Equal(
            [("one", 1, true), ("others", 0, false), ("three", 0, true)],
            here.All.Select(held => (held.Kept.OrderId, held.Kept.Attempts, held.IsOwn))
                .OrderBy(held => held.OrderId, StringComparer.Ordinal)
        );
    }

    private PushSubscriptions Open(int perCafe = 100, bool isAlone = true) =>
        new(_journal, perCafe, isAlone);

    private static HeldSubscription Held(PushSubscriptions subscriptions, string orderId) =>
        Assert.Single(subscriptions.All, held => held.Kept.OrderId == orderId);

    private static KeptSubscription Of(string orderId) =>
        new(
            orderId,
            "demo",
            "john",
            "https://fcm.googleapis.com/x",
            "key",
            "secret",
            new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero)
        );

    /// <summary>A journal in which one write of an order, or one reading, takes as long as the test wants.</summary>
    private sealed class SlowJournal() : JournalDecorator(new MemoryJournal())
    {
        private (string OrderId, SlowStep Step)? _write;
        private SlowStep? _read;

        /// <summary>The next write of an order is slow.</summary>
        public SlowStep SlowWrite(string orderId)
        {
            var step = new SlowStep();
            _write = (orderId, step);
            return step;
        }

        /// <summary>The next page of records is slow: what it says is of when it was asked for.</summary>
        public SlowStep SlowRead() => _read = new();

        public override async ValueTask<AppendOutcome> AppendAsync(
            AppendBatch batch,
            CancellationToken cancellationToken
        )
        {
            if (_write is { } write && batch.Records.Any(record => record.Key == write.OrderId))
            {
                _write = null;
                await write.Step.PassAsync();
            }

            return await base.AppendAsync(batch, cancellationToken);
        }

        public override async ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
            RecordQuery query,
            CancellationToken cancellationToken
        )
        {
            var page = await base.ReadRecordsAsync(query, cancellationToken);
            if (Interlocked.Exchange(ref _read, null) is { } step)
            {
                await step.PassAsync();
            }

            return page;
        }
    }

    /// <summary>A step that is reached, and goes on when the test says so.</summary>
    private sealed class SlowStep
    {
        private readonly TaskCompletionSource _reached = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private readonly TaskCompletionSource _end = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        /// <summary>Completes when it is reached.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Lets it go on.</summary>
        public void End() => _end.SetResult();

        /// <summary>Says that it is reached, and waits.</summary>
        public Task PassAsync()
        {
            _reached.SetResult();
            return _end.Task;
        }
    }
}
