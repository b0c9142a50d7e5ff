using System.Collections.Concurrent;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>
/// Readers who come for the history: how many messages a second they get, all together, and how long live messages take
/// meanwhile.
/// </summary>
internal static class ReplayScenario
{
    private const int Batch = 500;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);

    /// <summary>Fills the history, measures live messages alone, lets all readers come at once, and waits until they have it.</summary>
    /// <param name="run">What every scenario has.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    public static async Task<LoadReport> RunAsync(LoadRun run, CancellationToken stop)
    {
        var time = run.Target.Time;
        var live = new LatencyHistogram(time);
        var alone = new LatencyHistogram(time);
        var stamp = new Stamp($"{run.Target.Run}live");
        var watcher = new Listener(stamp, alone);
        var from = 0L;
        run.Sockets = await run.Dial.AllAsync(
            1,
            run.Options.Ramp,
            async number =>
            {
                var socket = await run.Dial.OpenAsync(run.Target.Guest(number), Role.Customer);
                var positions = await socket.SubscribeAsync([run.General], Hear, stop);
                from = positions[run.General];
                socket.Listen(Hear);
                return socket;
            },
            stop
        );
        run.RequireSockets(stop);
        var first = run.Sockets;

        run.Say("filling the history");
        using var till = new BackEnd(run.Target, run.Stamp, run.OperationCounts, 100);
        var filled = 0;
        while (filled < run.Options.Messages && !stop.IsCancellationRequested)
        {
            var batch = Math.Min(Batch, run.Options.Messages - filled);
            if (!await till.PublishAsync(run.General, time.GetTimestamp(), batch))
            {
                break;
            }

            filled += batch;
        }

        using var voice = new BackEnd(
            run.Target,
            stamp,
            run.OperationCounts,
            run.Options.Rate,
            "live"
        );
        var publishing = new ConcurrentBag<Task>();
        run.Say("live messages alone");
        await run.Loop.RunAsync(Before, Speak, stop);
        watcher.Latency = live;

        run.Say("replaying");
        run.Meter.Begin();
        var began = time.GetTimestamp();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var speaking = new OpenLoop(time, run.Options.Rate).RunAsync(
            run.Options.Duration + run.Options.Patience,
            Speak,
            ended.Token
        );
        var listeners = new ConcurrentBag<Listener>();
        var readers = await run.Dial.AllAsync(
            run.Options.Connections,
            run.Options.Ramp,
            async number =>
            {
                var listener = new Listener(run.Stamp, new(time));
                var socket = await run.Dial.OpenAsync(run.Target.Guest(number + 1), Role.Customer);
                listeners.Add(listener);
                socket.Listen(frame =>
                {
                    var before = listener.Heard;
                    listener.Hear(frame, time.GetTimestamp());
                    run.OperationCounts.Finish(listener.Heard - before);
                    if (before < filled && listener.Heard >= filled)
                    {
                        run.Latency.Record(time.GetElapsedTime(began));
                    }
                });
                await socket.ReconnectAsync(run.General, from);
                return socket;
            },
            stop
        );
        run.Sockets = [.. first, .. readers];
        var expected = (long)filled * readers.Count;
        await run.SettleAsync(
            () => listeners.Sum(one => one.Heard) >= expected,
            stop,
            run.Options.Duration
        );
        var took = time.GetElapsedTime(began);
        var server = run.Meter.Server(run.OperationCounts.Done);
        await ended.CancelAsync();
        await speaking;
        await Task.WhenAll(publishing);
        return run.Report("replay", took, server, stop.IsCancellationRequested) with
        {
            Offered = expected,
            Delivery = new(
                expected,
                listeners.Sum(one => one.Heard),
                listeners.Sum(one => one.Misplaced)
            ),
            LiveMs = live.Figures(),
            LiveBeforeMs = alone.Figures(),
        };

        void Hear(ReadOnlySpan<byte> frame) => watcher.Hear(frame, time.GetTimestamp());

        void Speak(long due) => publishing.Add(voice.PublishAsync(run.General, due));
    }
}
