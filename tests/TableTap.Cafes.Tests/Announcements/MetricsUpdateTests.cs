using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>When the café's figures are told, to whom, and what they say (section 6).</summary>
public sealed class MetricsUpdateTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_change_is_told_five_seconds_after_the_last_telling_at_the_latest()
    {
        await using var cafe = await QuietAsync();
        await cafe.PaidOrderAsync();
        await cafe.PaidOrderAsync();
        Assert.Empty(Told(cafe).Skip(1));

        cafe.Time.Advance(TimeSpan.FromSeconds(5) - Moment);
        await cafe.SettleAsync();
        Assert.Empty(Told(cafe).Skip(1));
        cafe.Time.Advance(Moment);
        await cafe.SettleAsync();

        var told = Assert.Single(Told(cafe).Skip(1));
        Assert.Equal("cafe:demo:metrics", told.Channel);
        var metrics = told.Data.GetProperty("metrics");
        Assert.Equal(2, metrics.GetProperty("ordersReceived").GetInt32());
        Assert.Equal(
            "Cappuccino",
            metrics.GetProperty("topItems")[0].GetProperty("name").GetString()
        );
        Assert.Equal(4, metrics.GetProperty("topItems")[0].GetProperty("count").GetInt32());
        Assert.Equal("current_hour", told.Word("period"));
        var bar = told.Data.GetProperty("counters")[0];
        Assert.Equal(
            ("espresso", 2, "active"),
            (
                bar.GetProperty("counterId").GetString(),
                bar.GetProperty("queueLength").GetInt32(),
                bar.GetProperty("status").GetString()
            )
        );
    }

    [Fact]
    public async Task What_did_not_change_is_not_told_again()
    {
        await using var cafe = await QuietAsync();
        for (var second = 0; second < 60; second += 5)
        {
            cafe.Time.Advance(TimeSpan.FromSeconds(5));
            await cafe.SettleAsync();
        }

        // What changes nothing of the figures is no reason either.
        await cafe.DoAsync(
            People.Ben,
            "item_availability_update",
            """{"customization": "Oat milk", "available": false}"""
        );
        cafe.Time.Advance(TimeSpan.FromSeconds(5));
        await cafe.SettleAsync();

        Assert.Single(Told(cafe));
    }

    [Fact]
    public async Task The_end_of_the_hour_is_told_though_nothing_happens()
    {
        await using var cafe = await QuietAsync();
        await cafe.PaidOrderAsync();
        cafe.Time.Advance(TimeSpan.FromSeconds(5));
        await cafe.SettleAsync();
        Assert.Equal(1, Received(Told(cafe)[^1]));

        cafe.Time.Advance(OpenCafe.Morning.AddHours(1) - cafe.Time.GetUtcNow());
        await cafe.SettleAsync();

        Assert.Equal(0, Received(Told(cafe)[^1]));
    }

    [Fact]
    public async Task Figures_are_no_facts_and_cost_the_cafe_no_version()
    {
        await using var cafe = await QuietAsync();
        var version = cafe.Cafe.Version;

        cafe.Host.RequestMetrics("demo");
        await cafe.SettleAsync();

        Assert.Equal(version, cafe.Cafe.Version);
        Assert.Empty(cafe.Memory.Batches[^1].Facts);
        Assert.Equal(2, Told(cafe).Count);
        Assert.Equal("metrics_update", new Heard(cafe.Memory.Messages[^1]).Type);
    }

    [Fact]
    public void Figures_of_a_cafe_that_is_not_there_are_not_told()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(OpenCafe.Morning);
        var journal = new MemoryJournal();
        var host = new CafeHost(
            journal,
            new CafeDirectory(),
            new Revocations(time),
            new CafeLinks(),
            time,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        );

        host.RequestMetrics("nowhere");

        Assert.Empty(journal.Messages);
    }

    [Fact]
    public async Task Figures_that_could_not_be_stored_are_told_later()
    {
        await using var cafe = await QuietAsync();
        await cafe.PaidOrderAsync();
        cafe.Memory.BeforeAppend = _ => throw new JournalUnavailableException("disk full");
        cafe.Time.Advance(TimeSpan.FromSeconds(5));
        await cafe.SettleAsync();
        cafe.Memory.BeforeAppend = null;
        Assert.Single(Told(cafe));

        cafe.Time.Advance(TimeSpan.FromSeconds(1));
        await cafe.SettleAsync();

        Assert.Equal(1, Received(Told(cafe)[^1]));
    }

    /// <summary>The demo with screens at every counter, its first figures told.</summary>
    private static async Task<OpenCafe> QuietAsync()
    {
        var cafe = await OpenCafe.OpenAsync();
        cafe.Host.HasScreen = _ => true;
        await cafe.SettleAsync();
        Assert.Single(Told(cafe));
        return cafe;
    }

    private static List<Heard> Told(OpenCafe cafe) =>
        [
            .. cafe
                .Memory.Messages.Select(message => new Heard(message))
                .Where(one => one.Type == "metrics_update"),
        ];

    private static int Received(Heard told) =>
        told.Data.GetProperty("metrics").GetProperty("ordersReceived").GetInt32();
}
