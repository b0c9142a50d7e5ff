using TableTap.Protocol.Channels;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>
/// A wall clock that is wrong, by an hour or by years, ahead or behind: nothing goes before its time, and nothing stays. A message may
/// go two hours late, for a store may let the history go in slices.
/// </summary>
public abstract class OddClockContract(OddStore store) : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly List<string> _said = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<double> Days => [-400, -3, -1.0 / 24, 1.0 / 24, 3, 400, 40_000];

    public async ValueTask InitializeAsync() => await store.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await store.StopAsync();
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_clock_that_jumps_and_is_wrong_for_some_seconds_erases_nothing(double days)
    {
        await SayAsync("m1");
        await PassAsync(Hour);

        store.Time.Set(TimeSpan.FromDays(days));
        await PassAsync(TimeSpan.FromSeconds(5));
        await SayAsync("m2");
        await PassAsync(2 * Minute);
        store.Time.Set(TimeSpan.Zero);
        await PassAsync(2 * Minute);

        Assert.Equal(("m1 m2", 2, 2), await KeptAsync());
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_clock_that_was_wrong_and_is_right_again_holds_nothing_back(double days)
    {
        store.Time.Set(TimeSpan.FromDays(days));
        await SayAsync("m1");
        await PassAsync(Hour);
        store.Time.Set(TimeSpan.Zero);
        await SayAsync("m2");
        await PassAsync(2 * Hour);
        await SayAsync("m3");
        await PassAsync(20 * Hour);
        Assert.Equal(("m1 m2 m3", 3, 3), await KeptAsync());

        await PassAsync((2 * Hour) + (10 * Minute));
        await UntilAsync(1, "m1");
        Assert.EndsWith("m3", (await KeptAsync()).Messages, StringComparison.Ordinal);
        await PassAsync(2 * Hour);
        await UntilAsync(0, "m2");
        Assert.Equal(3, (await KeptAsync()).Audit);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Audit_goes_after_a_year_that_truly_passed(double days)
    {
        await SayAsync("m1");
        store.Time.Set(TimeSpan.FromDays(days));
        await PassAsync(TimeSpan.FromDays(364));
        Assert.Equal(1, (await KeptAsync()).Audit);

        await PassAsync(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => (await KeptAsync()).Audit == 0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(400)]
    [InlineData(40_000)]
    public async Task A_start_with_a_clock_that_is_ahead_erases_nothing(double days)
    {
        await SayAsync("m1");
        await PassAsync(Hour);
        store.Time.Set(TimeSpan.FromDays(days));
        await RestartAsync();
        await PassAsync(Hour);
        store.Time.Set(TimeSpan.Zero);
        await PassAsync(Hour);
        await RestartAsync();
        await PassAsync(18 * Hour);

        Assert.Equal(("m1", 1, 1), await KeptAsync());
    }

    [Fact]
    public async Task Many_starts_with_a_clock_that_flaps_erase_nothing()
    {
        await SayAsync("m1");
        for (var start = 0; start < 10; start++)
        {
            store.Time.Set(TimeSpan.FromDays(start % 2 == 0 ? 500 : 0));
            await RestartAsync();
            await PassAsync(Minute);
        }

        Assert.Equal(("m1", 1, 1), await KeptAsync());
    }

    [Fact]
    public async Task A_night_without_the_server_counts_while_it_runs_on()
    {
        await SayAsync("m1");
        await PassAsync(Hour);
        await SayAsync("m2");
        await store.StopAsync();
        store.Time.Pass(12 * Hour);
        await store.StartAsync();
        await PassAsync(5 * Hour);
        Assert.Equal(("m1 m2", 2, 2), await KeptAsync());

        // 1 h, and 12 h of the night that were told one by one, and 12 h more.
        await PassAsync((7 * Hour) + (10 * Minute));
        await UntilAsync(0, "m1");
        Assert.Equal(2, (await KeptAsync()).Audit);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Facts_are_old_when_so_much_time_has_truly_passed(double days)
    {
        var quarter = TimeSpan.FromDays(90);
        await store.Journal.AppendAsync(Batch.Of("demo", 0).Fact("1").Fact("2"), Cancel);
        store.Time.Set(TimeSpan.FromDays(days));
        await PassAsync(TimeSpan.FromDays(40));
        await store.Journal.AppendAsync(Batch.Of("demo", 2).Fact("3"), Cancel);
        await PassAsync(TimeSpan.FromDays(49));
        Assert.Equal(0, await store.Journal.OldFactsAsync("demo", quarter, Cancel));

        await PassAsync(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () =>
            await store.Journal.OldFactsAsync("demo", quarter, Cancel) == 2
        );
        Assert.Equal(0, await store.Journal.OldFactsAsync("other", quarter, Cancel));
    }

    private async Task RestartAsync()
    {
        await store.StopAsync();
        await store.StartAsync();
    }

    // Time passes, and the store has looked at what is old.
    private async Task PassAsync(TimeSpan time)
    {
        store.Time.Pass(time);
        await store.LookAsync();
    }

    private async Task SayAsync(string id)
    {
        _said.Add(id);
        var batch = Batch.Of("demo").Answer(Batch.AnswerTo(id)).Audit("demo", id);
        Assert.True(
            (await store.Journal.AppendAsync(batch.Message(General, id), Cancel)).Committed
        );
    }

    private async Task<(string Messages, int Answers, int Audit)> KeptAsync()
    {
        var journal = store.Journal;
        var page = await journal.ReadMessagesAsync(
            [new(General, 0)],
            new(1000, int.MaxValue),
            Cancel
        );
        var answers = await journal.FindAnswersAsync(
            [.. _said.Select(id => Batch.AnswerTo(id).Key)],
            Cancel
        );
        var audit = await journal.ReadAuditAsync(new(100), Cancel);
        return (
            string.Join(' ', page.Messages.Select(message => message.MessageId)),
            answers.Count,
            audit.Entries.Count
        );
    }

    // So many answers are left, and the message has gone; a store that was busy looks once more.
    private Task UntilAsync(int answers, string message) =>
        Patience.UntilAsync(async () =>
        {
            var kept = await KeptAsync();
            if (
                kept.Answers == answers
                && !kept.Messages.Contains(message, StringComparison.Ordinal)
            )
            {
                return true;
            }

            await store.LookAsync();
            return false;
        });
}
