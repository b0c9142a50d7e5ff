using System.Diagnostics.Metrics;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>How long commits take, when their messages became durable, and how much waits for them.</summary>
public abstract class FigureContract(MeasuredStore store) : JournalContract(store)
{
    private readonly MeasuredStore _store = store;

    [Fact]
    public async Task A_commit_takes_until_it_is_durable_and_dates_its_messages()
    {
        using var meter = new Meter("test");
        using var commits = await MeasureAsync(meter);
        var began = _store.Time.GetTimestamp();
        // By the second commit a look for old messages that comes between two of them is over.
        await SayAsync((General, "m1"), (General, "m2"));
        Task<AppendOutcome> append;
        await using (var hold = await _store.HoldAsync())
        {
            append = AppendAsync(Batch.Of("demo").Message(General, "m3"));
            await hold.ReachedAsync();
            _store.Time.Advance(TimeSpan.FromMilliseconds(30));
            Assert.Equal([0.0, 0.0], commits.Values);
        }

        Assert.True((await append.Soon()).Committed);

        Assert.Equal([0.0, 0.0, 0.03], commits.Values);
        Assert.Equal(
            [began, began, _store.Time.GetTimestamp()],
            (await HearAsync(3)).Select(message => message.CommittedAt)
        );
        Assert.All(
            (await ReadAsync(Plenty, (General, 0))).Messages,
            message => Assert.Equal(0, message.CommittedAt)
        );
    }

    [Fact]
    public async Task Each_commit_is_measured_once_also_one_that_tells_nothing_and_a_conflict_is_none()
    {
        using var meter = new Meter("test");
        using var commits = await MeasureAsync(meter);

        await AppendAsync(Batch.Of("demo", 0).Fact("1").Message(General, "m1"));
        Assert.Single(commits.Values);
        await AppendAsync(Batch.Of("server").Audit("server", "c1"));
        Assert.Equal(2, commits.Values.Count);
        await AppendAsync(Batch.Of("demo", 5).Fact("2").Message(General, "m2"));

        Assert.Equal(2, commits.Values.Count);
    }

    [Fact]
    public async Task What_waits_for_a_commit_is_seen_and_goes_together()
    {
        using var meter = new Meter("test");
        using var commits = await MeasureAsync(meter);
        await SayAsync((General, "m1"), (General, "m2"));
        var appends = new List<Task<AppendOutcome>>();
        await using (var hold = await _store.HoldAsync())
        {
            appends.Add(AppendAsync(Batch.Of("first").Message(General, "m3")));
            await hold.ReachedAsync();
            Assert.Equal(0, Journal.Health.Waiting);

            for (var number = 1; number <= 5; number++)
            {
                appends.Add(AppendAsync(Batch.Of($"s{number}").Message(General, $"w{number}")));
            }

            Assert.Equal(5, Journal.Health.Waiting);
        }

        Assert.All(await Task.WhenAll(appends).Soon(), outcome => Assert.True(outcome.Committed));
        Assert.Equal(0, Journal.Health.Waiting);
        Assert.Equal(4, commits.Values.Count);
    }

    // From here on the journal has figures.
    private async Task<HistogramReading> MeasureAsync(Meter meter)
    {
        _store.Meter = meter;
        await RestartAsync();
        return new(meter, "tabletap.commit");
    }
}
