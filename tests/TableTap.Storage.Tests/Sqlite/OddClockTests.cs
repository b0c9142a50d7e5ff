using TableTap.Protocol.Channels;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>
/// What only the embedded store has to keep where a wall clock is wrong: rows are dated by marks, and its size is cut message by message.
/// All else is told by <see cref="Contract.OddClockContract"/>.
/// </summary>
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
