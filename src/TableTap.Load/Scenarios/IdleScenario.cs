using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>
/// Sockets that only listen: what each costs to open and to hold, and, with one message to all of them, when the last one
/// has it and what each costs then.
/// </summary>
internal static class IdleScenario
{
    /// <summary>Opens, holds, tells all one message, and holds again.</summary>
    /// <param name="run">What every scenario has.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    public static async Task<LoadReport> RunAsync(LoadRun run, CancellationToken stop)
    {
        var time = run.Target.Time;
        var listeners = new Listener[run.Options.Connections];
        run.Meter.Begin();
        var began = time.GetTimestamp();
        run.Sockets = await run.Dial.AllAsync(
            run.Options.Connections,
            run.Options.Ramp,
            number =>
            {
                var guest = run.Target.Guest(number);
                var listener = listeners[number] = new(run.Stamp, run.Latency);
                return run.Dial.OpenAsync(
                    guest,
                    Role.Customer,
                    [$"orders:customer:{guest}", run.General],
                    frame => listener.Hear(frame, time.GetTimestamp())
                );
            },
            stop
        );
        run.RequireSockets(stop);
        var opened = run.Sockets.Count;
        var perConnect = run.Meter.CpuMicrosecondsPer(opened);
        run.Say("holding");
        run.Meter.Begin();
        await run.PauseAsync(run.Options.Duration, stop);
        var held = run.Meter.Server(0);
        var perSocket = PerSocket(held.RssBytes);

        run.Say("one message to all");
        var due = time.GetTimestamp();
        run.Meter.Begin();
        using var backEnd = new BackEnd(run.Target, run.Stamp, run.OperationCounts, 1);
        var told = !stop.IsCancellationRequested && await backEnd.PublishAsync(run.General, due);
        await run.SettleAsync(() => !told || Heard() >= opened, stop);
        var perDelivery = run.Meter.CpuMicrosecondsPer(Heard());
        run.OperationCounts.Finish(Heard());
        var last = Heard() == 0 ? due : listeners.Max(one => one?.LastAt ?? 0);
        await run.PauseAsync(told ? TimeSpan.FromSeconds(1) : TimeSpan.Zero, stop);
        var report = run.Report(
            "idle",
            time.GetElapsedTime(began),
            held with
            {
                CpuMicrosecondsPerOperation = perDelivery,
            },
            stop.IsCancellationRequested
        );
        return report with
        {
            Offered = run.Options.Connections,
            Connections = report.Connections! with
            {
                CpuMicrosecondsPerConnect = perConnect,
                BytesPerConnection = perSocket,
            },
            Delivery = new(told ? opened : 0, Heard(), listeners.Sum(one => one?.Misplaced ?? 0)),
            LastReaderMs = told ? time.GetElapsedTime(due, last).TotalMilliseconds : null,
            BytesPerConnectionAfterBroadcast = told ? PerSocket(run.Meter.RssBytes) : null,
        };

        long Heard() => listeners.Sum(one => one?.Heard ?? 0);
        double? PerSocket(long? rss) =>
            (double?)(rss - run.Meter.RssBytesBefore) / Math.Max(1, opened);
    }
}
