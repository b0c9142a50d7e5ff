using System.Collections.Concurrent;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>Everybody loses the connection at the same moment and comes back: when each is ready again, with all it missed.</summary>
internal static class StormScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Opens the sockets, publishes all the time, drops all sockets in the middle, and lets them come back over a window.</summary>
    /// <param name="run">What every scenario has.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    public static async Task<LoadReport> RunAsync(LoadRun run, CancellationToken stop)
    {
        var time = run.Target.Time;
        var live = new LatencyHistogram(time);
        var clients = new ConcurrentBag<(string Guest, Listener Listener)>();
        run.Sockets = await run.Dial.AllAsync(
            run.Options.Connections,
            run.Options.Ramp,
            async number =>
            {
                var guest = run.Target.Guest(number);
                var listener = new Listener(run.Stamp, live);
                var socket = await run.Dial.OpenAsync(
                    guest,
                    Role.Customer,
                    [run.General],
                    frame => listener.Hear(frame, time.GetTimestamp())
                );
                clients.Add((guest, listener));
                return socket;
            },
            stop
        );
        run.RequireSockets(stop);
        var opened = run.Sockets.Count;
        run.Say("publishing before the storm");
        using var backEnd = new BackEnd(
            run.Target,
            run.Stamp,
            run.OperationCounts,
            run.Options.Rate
        );
        var told = 0L;
        var publishing = new ConcurrentBag<Task>();
        await run.Loop.RunAsync(run.Options.Duration / 2, Speak, stop);
        await run.SettleAsync(() => clients.Sum(one => one.Listener.Heard) >= told * opened, stop);
        var before = live.Figures();

        foreach (var socket in run.Sockets)
        {
            await socket.DisposeAsync();
        }

        run.Say("the storm");
        var after = new LatencyHistogram(time);
        run.Meter.Begin();
        var began = time.GetTimestamp();
        var speaking = new OpenLoop(time, run.Options.Rate).RunAsync(
            run.Options.Duration / 2,
            Speak,
            stop
        );
        var waiting = clients.ToArray();
        using var again = new Dial(run.Target, run.OperationCounts);
        run.Sockets = await again.AllAsync(
            waiting.Length,
            waiting.Length / Math.Max(0.001, run.Options.Window.TotalSeconds),
            number => ReturnAsync(again, waiting[number].Guest, waiting[number].Listener),
            stop
        );
        run.OperationCounts.Finish(run.Sockets.Count);
        var took = time.GetElapsedTime(began);
        var server = run.Meter.Server(run.Sockets.Count);
        await speaking;
        await Task.WhenAll(publishing);
        await run.SettleAsync(() => clients.Sum(one => one.Listener.Heard) >= told * opened, stop);
        return run.Report("storm", took, server, stop.IsCancellationRequested) with
        {
            Offered = opened,
            LatencyMs = again.Latency.Figures(),
            Delivery = new(
                told * opened,
                clients.Sum(one => one.Listener.Heard),
                clients.Sum(one => one.Listener.Misplaced)
            ),
            LiveBeforeMs = before,
            LiveMs = after.Figures(),
        };

        void Speak(long due) => publishing.Add(PublishAsync(due));

        async Task PublishAsync(long due)
        {
            if (await backEnd.PublishAsync(run.General, due))
            {
                Interlocked.Increment(ref told);
            }
        }

        async Task<LoadSocket> ReturnAsync(Dial dial, string guest, Listener listener)
        {
            var ready = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            listener.Latency = after;
            var socket = await dial.OpenAsync(guest, Role.Customer);
            try
            {
                socket.Listen(frame =>
                {
                    listener.Hear(frame, time.GetTimestamp());
                    if (frame.IndexOf("\"hasMore\":false"u8) >= 0)
                    {
                        ready.TrySetResult();
                    }
                });
                await socket.ReconnectAsync(run.General, listener.Last ?? 0);
                await ready.Task.WaitAsync(Patience, time, stop);
                return socket;
            }
            catch (TimeoutException)
            {
                await socket.DisposeAsync();
                throw new SocketRefusedException("no replay in time");
            }
        }
    }
}
