using System.Collections.Concurrent;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>Messages at a rate: to one channel that everybody hears, or in turn to channels that one guest each hears.</summary>
internal static class FanOutScenario
{
    /// <summary>Opens the sockets, publishes at the rate, and waits until all have heard all.</summary>
    /// <param name="run">What every scenario has.</param>
    /// <param name="ownChannels">Whether each socket hears a channel of its own, and not all the same.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    public static async Task<LoadReport> RunAsync(
        LoadRun run,
        bool ownChannels,
        CancellationToken stop
    )
    {
        var time = run.Target.Time;
        var open = new ConcurrentDictionary<int, Listener>();
        run.Sockets = await run.Dial.AllAsync(
            run.Options.Connections,
            run.Options.Ramp,
            async number =>
            {
                var listener = new Listener(run.Stamp, run.Latency);
                var socket = await run.Dial.OpenAsync(
                    run.Target.Guest(number),
                    Role.Customer,
                    [ChannelOf(number)],
                    frame =>
                    {
                        var before = listener.Heard;
                        listener.Hear(frame, time.GetTimestamp());
                        run.OperationCounts.Finish(listener.Heard - before);
                    }
                );
                open[number] = listener;
                return socket;
            },
            stop
        );
        run.RequireSockets(stop);
        var opened = run.Sockets.Count;
        var heard = open.Values.ToArray();
        var channels = open.Keys.Order().Select(ChannelOf).ToArray();
        run.Say("publishing");
        using var backEnd = new BackEnd(
            run.Target,
            run.Stamp,
            run.OperationCounts,
            run.Options.Rate
        );
        var told = 0L;
        var publishing = new List<Task>();
        run.Meter.Begin();
        var took = await run.Loop.RunAsync(
            run.Options.Duration,
            due => publishing.Add(PublishAsync(publishing.Count, due)),
            stop
        );
        run.Say("waiting for the last answers");
        await Task.WhenAll(publishing);
        var expected = ownChannels ? told : told * opened;
        await run.SettleAsync(() => heard.Sum(one => one.Heard) >= expected, stop);
        var report = run.Report(
            ownChannels ? "channels" : "fanout",
            took,
            run.Meter.Server(run.OperationCounts.Done),
            stop.IsCancellationRequested
        );
        return report with
        {
            Delivery = new(expected, heard.Sum(one => one.Heard), heard.Sum(one => one.Misplaced)),
        };

        string ChannelOf(int number) =>
            ownChannels ? $"orders:customer:{run.Target.Guest(number)}" : run.General;

        async Task PublishAsync(int number, long due)
        {
            if (await backEnd.PublishAsync(channels[number % channels.Length], due))
            {
                Interlocked.Increment(ref told);
            }
        }
    }
}
