using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Faults.Line;
using TableTap.Faults.Reporting;
using TableTap.Faults.Schedule;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;

namespace TableTap.Faults;

/// <summary>One run of the suite: a server, a crowd, faults between and around them, and the check at the end.</summary>
public static class FaultRun
{
    private static readonly TimeSpan Arrival = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it.</summary>
    /// <param name="plan">What it is.</param>
    /// <param name="stop">Ends it early; what was found till then is told.</param>
    public static async Task<FaultReport> RunAsync(FaultPlan plan, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        await using var bench = ServerBench.Make(plan);
        var notes = new List<string>();
        var kinds = plan.Kinds.Where(kind => kind != FaultKind.FullDisk || bench.Disk.CanFill);
        if (!bench.Disk.CanFill && plan.Kinds.Contains(FaultKind.FullDisk))
        {
            notes.Add("No full disk: this user may not mount a small disk in memory.");
        }

        var schedule =
            plan.Schedule
            ?? FaultSchedule.WithFreeze(
                FaultSchedule.Draw(plan.Seed, plan.Duration, plan.Faults, [.. kinds]),
                plan.LongFreeze
            );
        await bench.StartAsync();
        await using var proxy = new Proxy(bench.Doors, time, plan.Defect);
        var setting = new ClientSetting(proxy.EndPoint, new(), new(), plan.Heartbeat, time)
        {
            WasSlowed = proxy.WasSlowed,
        };
        // With several servers the desk, too, goes to whichever is there.
        using var desk = new CafeDesk(plan.Servers == 1 ? bench.Port : proxy.EndPoint.Port, time);
        await using var crowd = new Crowd(plan, bench, setting, desk);
        using (var arrival = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            arrival.CancelAfter(Arrival);
            await crowd.ComeAsync(arrival.Token);
        }

        plan.Progress(
            FormattableString.Invariant(
                $"{plan.Clients} clients are here after {time.GetElapsedTime(began).TotalSeconds:0.0} s"
            )
        );
        var driver = new FaultDriver(bench, proxy, setting, crowd, plan);
        var intruder = new Intruder(bench, crowd, setting, desk, plan);
        await LiveAsync(plan, crowd, intruder, driver, schedule, setting.Findings, stop);

        plan.Progress("the café is closed; everybody completes");
        var due = await SettleAsync(plan, bench, crowd, setting, stop);
        await crowd.DisposeAsync();
        var pages = bench.Far is { } far ? await ReplicaPages.ReadAsync(far) : null;
        await bench.StopAsync();
        var truth = JournalTruth.Read(bench.Journal);
        Check(truth, crowd, due, setting);
        notes.AddRange(setting.Samples);
        notes.AddRange(bench.BadEnds);
        notes.AddRange(
            bench
                .AllPrograms.SelectMany(program => program.Log)
                .Where(line =>
                    line.Contains("fail:", StringComparison.Ordinal)
                    || line.Contains("crit:", StringComparison.Ordinal)
                    || line.Contains("Unhandled", StringComparison.Ordinal)
                )
                .Take(10)
                .Select(line => $"server log: {line}")
        );
        return new(
            plan,
            schedule,
            driver.Done,
            setting.Findings,
            RunFigures.Of(
                bench,
                proxy,
                crowd,
                intruder,
                setting,
                truth,
                pages,
                time.GetElapsedTime(began)
            ),
            notes
        );
    }

    private static async Task LiveAsync(
        FaultPlan plan,
        Crowd crowd,
        Intruder intruder,
        FaultDriver driver,
        IReadOnlyList<Fault> schedule,
        Findings findings,
        CancellationToken stop
    )
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var faults = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var life = Task.WhenAll(
            crowd.LiveAsync(closing.Token),
            intruder.TryAsync(plan.Duration / 60, closing.Token)
        );
        var going = Task.WhenAll(
            driver.RunAsync(schedule, faults.Token),
            Task.Delay(plan.Duration + plan.LongFreeze, TimeProvider.System, faults.Token)
        );
        if (plan.StopsAtFirstFinding)
        {
            await Task.WhenAny(going, findings.First);
            if (findings.First.IsCompleted)
            {
                await faults.CancelAsync();
            }
        }

        // A fault that cannot be made is a failure of the suite, not a quiet run.
        try
        {
            await going;
        }
        catch (OperationCanceledException) when (faults.IsCancellationRequested)
        {
            // What was looked for is found.
        }

        await closing.CancelAsync();
        await life;
    }

    // Gives the heads that everybody must have.
    private static async Task<IReadOnlyDictionary<string, long>> SettleAsync(
        FaultPlan plan,
        ServerBench bench,
        Crowd crowd,
        ClientSetting setting,
        CancellationToken stop
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(
            plan.StopsAtFirstFinding && setting.Findings.First.IsCompleted
                ? TimeSpan.FromSeconds(3)
                : plan.Patience
        );
        var due = JournalTruth.ReadHeads(bench.Journal).Heads;
        try
        {
            while (!crowd.IsAnswered)
            {
                await Task.Delay(Glance, setting.Time, patience.Token);
            }

            due = JournalTruth.ReadHeads(bench.Journal).Heads;
            while (!crowd.IsComplete || crowd.Hearings.Any(hearing => IsBehind(hearing, due)))
            {
                await Task.Delay(Glance, setting.Time, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What is not here by now counts.
        }

        return due;
    }

    private static bool IsBehind(Hearing hearing, IReadOnlyDictionary<string, long> due) =>
        hearing.Positions.Any(position => position.Value < due.GetValueOrDefault(position.Key));

    private static void Check(
        JournalTruth truth,
        Crowd crowd,
        IReadOnlyDictionary<string, long> due,
        ClientSetting setting
    )
    {
        var checker = new Checker(truth, setting.Findings, setting.Sightings);
        checker.CheckJournal();
        foreach (var client in crowd.Light)
        {
            var isRevoked = client.Participant.RevokedAt is not null;
            checker.CheckCommands([.. client.Commands.All], mayBeOpen: isRevoked);
            checker.CheckHearing(client.Hearing);
            if (!isRevoked)
            {
                checker.CheckComplete(client.Hearing, due);
            }
        }

        foreach (var guest in crowd.Sdk)
        {
            checker.CheckCommands(guest.Commands, mayBeOpen: false);
            checker.CheckHearing(guest.Hearing);
            checker.CheckComplete(guest.Hearing, due);
        }
    }
}
