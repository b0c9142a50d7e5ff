using TableTap.Protocol.Channels;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>Tests that measure the memory of the process, and so run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "measured";
}

/// <summary>A thousand readers that take nothing, and a publisher that does not wait (section 7, "Slow readers").</summary>
[Collection(Measured.Name)]
public sealed class StalledReadersTests(ITestOutputHelper output)
{
    private const int Readers = 1000;
    private const int Messages = 3000;
    private const int Padding = 900;
    private const int Window = 4096;
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Fact]
    public async Task They_cost_bounded_memory_and_nobody_else_anything_and_are_cut_off_after_a_minute()
    {
        var day = TimeSpan.FromDays(1);
        await using var hub = new TestHub(
            new()
            {
                Sessions = new() { SilenceTimeout = day, ValidationInterval = day },
                Admission = new() { PerCafe = 5000 },
            }
        );
        using var closed = new CounterReading(hub.Hub.Metrics.Meter, "tabletap.closed");
        for (var i = 0; i < Readers; i++)
        {
            var stalled = await hub.GuestAsync($"guest{i}", Window);
            await stalled.SubscribeAsync(General.Text);
            await stalled.ReceiveAsync("subscription_confirmed");
        }

        using var witness = await hub.GuestAsync("witness");
        await witness.SubscribeAsync(General.Text);
        await witness.ReceiveAsync("subscription_confirmed");
        var options = hub.Options.Delivery;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (mostOfAll, mostOfOne) = (0L, 0L);
        var frame = 0;
        for (var i = 0; i < Messages; i++)
        {
            frame = hub.Journal.Publish(Padding, [General])[0].Frame.Length;

            // The witness hears each at once, whatever the others do.
            Assert.Equal(i + 1, (await witness.TryReceiveAsync())!.Value.Number("sequence"));
            if (i % 50 == 0)
            {
                var backlogs = hub.Backlogs;
                mostOfAll = Math.Max(mostOfAll, backlogs.Sum());
                mostOfOne = Math.Max(mostOfOne, backlogs.Max());
            }
        }

        var kept = (long)Messages * frame;
        var managed = GC.GetTotalMemory(forceFullCollection: true) - before - kept;
        output.WriteLine(
            $"{Messages} messages of {frame} bytes to {Readers} stalled readers: at most {mostOfAll:N0} bytes waited for all, "
                + $"{mostOfOne:N0} for one; managed memory grew by {managed:N0} bytes, {managed / Readers:N0} a reader"
        );
        Assert.InRange(mostOfOne, Window, options.OutboxBytes + options.PageBytes + 4096);
        Assert.InRange(mostOfAll, 1, options.OutboxBudgetBytes + (frame * 100L));

        // Not the budget's bytes but their sum with what the test's own pipes hold; a leak of messages would be many times that.
        Assert.InRange(managed / Readers, 0, 128 * 1024);

        hub.Clock.Pass(TimeSpan.FromSeconds(59));
        await witness.PingAsync();
        Assert.Equal(0, closed.Of(4408));
        hub.Clock.Pass(TimeSpan.FromSeconds(2));
        await Patience.UntilAsync(() => closed.Of(4408) >= Readers);

        // They are cut when nobody takes the close, and what waited for them is given back.
        await Patience.UntilAsync(
            () => hub.Backlogs.Count <= 1,
            () => hub.Clock.Pass(TimeSpan.FromSeconds(1)),
            pauseMs: 10
        );

        await witness.PingAsync();
        Assert.Equal(0, Assert.Single(hub.Backlogs));
        Assert.Equal(Readers, closed.Of(4408));
    }
}
