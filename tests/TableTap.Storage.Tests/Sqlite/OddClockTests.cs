using TableTap.Protocol.Channels;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A wall clock that is wrong, by seconds or by days, ahead or behind: nothing goes before its time, and nothing stays.</summary>
public sealed class OddClockTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly OddClock _time = new(Batch.Noon);
    private int _said;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<double> Days => [-400, -3, -1.0 / 24, 1.0 / 24, 3, 400, 40_000];

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_clock_that_is_wrong_for_some_seconds_erases_nothing(double days)
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        await PassAsync(temp, Hour);

        _time.Set(TimeSpan.FromDays(days));
        await PassAsync(temp, TimeSpan.FromSeconds(5));
        await SayAsync(temp);
        await PassAsync(temp, 2 * Minute);
        _time.Set(TimeSpan.Zero);
        await PassAsync(temp, 2 * Minute);

        Assert.Equal((2, 2, 2), await KeptAsync(temp));
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_clock_that_was_wrong_and_is_right_again_holds_nothing_back(double days)
    {
        await using var temp = await OpenAsync();
        _time.Set(TimeSpan.FromDays(days));
        await SayAsync(temp);
        await PassAsync(temp, Hour);
        _time.Set(TimeSpan.Zero);
        await SayAsync(temp);
        await PassAsync(temp, TimeSpan.FromHours(22));
        Assert.Equal((2, 2, 2), await KeptAsync(temp));

        await PassAsync(temp, Hour + (3 * Minute));
        await Patience.UntilAsync(async () => await KeptAsync(temp) == (1, 1, 2));
        await PassAsync(temp, Hour);
        await Patience.UntilAsync(async () => await KeptAsync(temp) == (0, 0, 2));
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Audit_goes_after_a_year_that_truly_passed(double days)
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        _time.Set(TimeSpan.FromDays(days));
        await PassAsync(temp, TimeSpan.FromDays(364));
        Assert.Equal(1, (await KeptAsync(temp)).Audit);

        await PassAsync(temp, TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => (await KeptAsync(temp)).Audit == 0);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_history_over_its_size_is_cut_whatever_the_clock_says(double days)
    {
        await using var temp = await OpenAsync(options =>
            options with
            {
                HistoryMaxBytes = 64 << 10,
            }
        );
        _time.Set(TimeSpan.FromDays(days));
        await PassAsync(temp, 2 * Minute);
        _time.Set(TimeSpan.Zero);
        for (var number = 0; number < 60; number++)
        {
            await SayAsync(temp, bytes: 2000);
        }

        await PassAsync(temp, 2 * Minute);
        await Patience.UntilAsync(async () => (await KeptAsync(temp)).Messages < 40);
        var cut = temp.Journal.Health.HistoryCut;
        Assert.InRange(cut!.Value, _time.GetUtcNow() - (4 * Minute), _time.GetUtcNow());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(400)]
    [InlineData(40_000)]
    public async Task A_start_with_a_clock_that_is_ahead_erases_nothing(double days)
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        await PassAsync(temp, Hour);
        _time.Set(TimeSpan.FromDays(days));
        await temp.RestartAsync();
        await PassAsync(temp, Hour);
        _time.Set(TimeSpan.Zero);
        await PassAsync(temp, Hour);
        await temp.RestartAsync();
        await PassAsync(temp, TimeSpan.FromHours(18));

        Assert.Equal((1, 1, 1), await KeptAsync(temp));
    }

    [Fact]
    public async Task Many_starts_with_a_clock_that_flaps_erase_nothing()
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        for (var start = 0; start < 10; start++)
        {
            _time.Set(TimeSpan.FromDays(start % 2 == 0 ? 500 : 0));
            await temp.RestartAsync();
            await PassAsync(temp, Minute);
        }

        Assert.Equal((1, 1, 1), await KeptAsync(temp));
    }

    [Fact]
    public async Task A_night_without_the_server_counts_while_it_runs_on()
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        await PassAsync(temp, Hour);
        await temp.Journal.DisposeAsync();
        _time.Pass(TimeSpan.FromHours(12));
        await temp.RestartAsync();
        await PassAsync(temp, 5 * Hour);
        Assert.Equal((1, 1, 1), await KeptAsync(temp));

        // 1 h, and 12 h of the night that were told one by one, and 12 h more.
        await PassAsync(temp, (7 * Hour) + (3 * Minute));
        await Patience.UntilAsync(async () => await KeptAsync(temp) == (0, 0, 1));
    }

    [Fact]
    public async Task Rows_that_take_the_numbers_of_trimmed_ones_are_kept_their_own_time()
    {
        await using var temp = await OpenAsync();
        await SayAsync(temp);
        await SayAsync(temp);
        await PassAsync(temp, TimeSpan.FromHours(24) + (3 * Minute));
        await Patience.UntilAsync(async () => (await KeptAsync(temp)).Answers == 0);

        await SayAsync(temp);
        await PassAsync(temp, TimeSpan.FromHours(23));
        Assert.Equal((1, 1, 3), await KeptAsync(temp));

        await PassAsync(temp, Hour + (3 * Minute));
        await Patience.UntilAsync(async () => await KeptAsync(temp) == (0, 0, 3));
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Facts_are_old_when_so_much_time_has_truly_passed(double days)
    {
        await using var temp = await OpenAsync();
        var quarter = TimeSpan.FromDays(90);
        await temp.Journal.AppendAsync(Batch.Of("demo", 0).Fact("1").Fact("2"), Cancel);
        _time.Set(TimeSpan.FromDays(days));
        await PassAsync(temp, TimeSpan.FromDays(40));
        await temp.Journal.AppendAsync(Batch.Of("demo", 2).Fact("3"), Cancel);
        await PassAsync(temp, TimeSpan.FromDays(49));
        Assert.Equal(0, await temp.Journal.OldFactsAsync("demo", quarter, Cancel));

        await PassAsync(temp, TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () =>
            await temp.Journal.OldFactsAsync("demo", quarter, Cancel) == 2
        );
        Assert.Equal(0, await temp.Journal.OldFactsAsync("other", quarter, Cancel));
    }

    private Task<TempJournal> OpenAsync(
        Func<SqliteJournalOptions, SqliteJournalOptions>? change = null
    ) =>
        TempJournal.OpenAsync(
            _time,
            options => (change ?? (same => same))(options with { SweepInterval = Minute })
        );

    // Time passes, and the journal has looked at what is old: the sweep wakes it, and one more write comes after its look.
    private async Task PassAsync(TempJournal temp, TimeSpan time)
    {
        _time.Pass(time);
        await temp.Journal.AppendAsync(Batch.Of("clock").Fact("tick"), Cancel);
        _time.Pass(TimeSpan.FromSeconds(1));
        await temp.Journal.AppendAsync(Batch.Of("clock").Fact("tick"), Cancel);
    }

    private async Task SayAsync(TempJournal temp, int bytes = 100)
    {
        var id = $"m{++_said}";
        var batch = Batch.Of("demo").Answer(Batch.AnswerTo(id)).Audit("demo", id);
        Assert.True(
            (
                await temp.Journal.AppendAsync(
                    batch with
                    {
                        Messages = [Batch.Draft(General, id, bytes)],
                    },
                    Cancel
                )
            ).Committed
        );
    }

    private static async Task<(int Messages, int Answers, int Audit)> KeptAsync(TempJournal temp)
    {
        using var store = StoreInspection.Open(temp.Path);
        var figures = store.Figures();
        await Task.Yield();
        return ((int)figures.Messages, (int)figures.Answers, (int)figures.AuditLines);
    }
}
