using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>How long commits take, and how much waits for them.</summary>
public sealed class JournalFiguresTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    [Fact]
    public async Task A_commit_takes_until_it_is_durable_and_dates_its_messages()
    {
        var cancel = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(Batch.Noon);
        var faults = new StoreFaults();
        using var meter = new Meter("test");
        using var commits = new HistogramReading(meter, "tabletap.commit");
        await using var temp = await TempJournal.OpenAsync(
            time,
            options => options with { Faults = faults, Meter = meter }
        );

        // After the second commit the first look for old messages is over, so that the third is the next to be slow.
        await temp.Journal.AppendAsync(Batch.Of("start").Audit("server", "c1"), cancel);
        await temp.Journal.AppendAsync(Batch.Of("start").Audit("server", "c2"), cancel);
        var slow = time.GetTimestamp();
        faults.Committing = () =>
        {
            faults.Committing = () => { };
            time.Advance(TimeSpan.FromMilliseconds(30));
            slow = time.GetTimestamp();
        };
        await temp.Journal.AppendAsync(Batch.Of("demo").Message(General, "m1"), cancel);

        Assert.Equal([0, 0, 0.03], commits.Values);
        Assert.True(temp.Journal.Committed.TryRead(out var messages));
        Assert.Equal(slow, Assert.Single(messages).CommittedAt);
        var page = await temp.Journal.ReadMessagesAsync([new(General, 0)], new(10, 10_000), cancel);
        Assert.Equal(0, Assert.Single(page.Messages).CommittedAt);
    }

    [Fact]
    public async Task What_waits_for_a_commit_is_seen()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var hold = new ManualResetEventSlim();
        var faults = new StoreFaults();
        await using var temp = await TempJournal.OpenAsync(change: options =>
            options with
            {
                Faults = faults,
            }
        );
        faults.Committing = () => hold.Wait(cancel);
        Task[] appends =
        [
            .. Enumerable
                .Range(1, 6)
                .Select(i =>
                    temp.Journal.AppendAsync(Batch.Of($"s{i}").Message(General, $"m{i}"), cancel)
                        .AsTask()
                ),
        ];

        // The first commit takes what was there when it began; the others wait.
        await Patience.UntilAsync(() => temp.Journal.Health.Waiting > 0);
        hold.Set();
        await Task.WhenAll(appends);

        await Patience.UntilAsync(() => temp.Journal.Health.Waiting == 0);
    }
}
