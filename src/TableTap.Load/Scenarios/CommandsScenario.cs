using TableTap.Load.Orders;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>Durable commands at a rate: orders are made, confirmed, prepared, ready and handed over.</summary>
internal static class CommandsScenario
{
    private const double StaffCommandsPerSecond = 1.5;
    private const int StaffStepsOfFive = 4;

    // A guest may have three unpaid orders at a time.
    private const int OrdersPerGuest = 2;

    /// <summary>Opens the sockets, offers the commands, and waits for the last answers.</summary>
    /// <param name="run">What every scenario has.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    public static async Task<LoadReport> RunAsync(LoadRun run, CancellationToken stop)
    {
        var item = await OrderableItem.FindAsync(run.Target, stop);
        var staff = await StaffAsync(run, stop);
        run.Sockets = staff;
        run.RequireSockets(stop);
        var work = new OrderWork(run.Target.CafeId, item, staff, run.OperationCounts, run.Latency);
        foreach (var person in staff)
        {
            person.Listen(work.Hear);
        }

        var guests = await run.Dial.AllAsync(
            run.Options.Connections,
            run.Options.Ramp,
            number =>
            {
                var guest = run.Target.Guest(number);
                return run.Dial.OpenAsync(
                    guest,
                    Role.Customer,
                    [$"orders:customer:{guest}"],
                    work.Hear
                );
            },
            stop
        );
        run.Sockets = guests;
        run.RequireSockets(stop);
        run.Sockets = [.. guests, .. staff];
        foreach (var guest in Enumerable.Repeat(guests, OrdersPerGuest).SelectMany(all => all))
        {
            work.Add(guest);
        }

        run.Say("ordering");
        run.Meter.Begin();
        var took = await run.Loop.RunAsync(run.Options.Duration, work.Start, stop);
        await run.SettleAsync(() => work.Open == 0, stop);
        var report = run.Report(
            "commands",
            took,
            run.Meter.Server(run.OperationCounts.Done + run.OperationCounts.Refused),
            stop.IsCancellationRequested
        );
        work.Close();
        await run.SettleAsync(() => work.Open == 0, CancellationToken.None);
        return report;
    }

    private static Task<IReadOnlyList<LoadSocket>> StaffAsync(LoadRun run, CancellationToken stop)
    {
        var needed = run.Options.Rate * StaffStepsOfFive / (StaffStepsOfFive + 1);
        return run.Dial.AllAsync(
            run.Options.Staff ?? (int)Math.Ceiling(needed / StaffCommandsPerSecond),
            run.Options.Ramp,
            number => run.Dial.OpenAsync($"load-{run.Target.Run}-staff-{number}", Role.Admin),
            stop
        );
    }
}
