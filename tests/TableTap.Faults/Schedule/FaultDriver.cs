using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.Line;
using TableTap.Faults.Setting;

namespace TableTap.Faults.Schedule;

/// <summary>Lets the faults of a schedule happen.</summary>
internal sealed class FaultDriver(
    ServerBench bench,
    Proxy proxy,
    ClientSetting setting,
    Crowd crowd,
    FaultPlan plan
)
{
    // So often bytes go to and fro until a server that is far away has a connection again and has written.
    private const int JourneysToRecover = 20;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private readonly TimeProvider _time = setting.Time;
    private readonly List<Task> _lasting = [];
    private readonly Dictionary<FaultKind, FaultCount> _done = [];

    /// <summary>How often each kind happened.</summary>
    public IReadOnlyDictionary<FaultKind, FaultCount> Done => _done;

    /// <summary>Runs the schedule to its end, however long restarts take, and leaves everything healed.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> schedule, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        var acknowledged = crowd.Acknowledged;
        foreach (var fault in schedule)
        {
            var wait = fault.At - _time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await WorkAsync(acknowledged + plan.CommandsBetweenFaults, stop);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            await bench.ReviveAsync();
            acknowledged = crowd.Acknowledged;
            var all = proxy.Lines.Count;
            var hit = await HappenAsync(fault, stop) ?? all;
            var before = _done.GetValueOrDefault(fault.Kind);
            _done[fault.Kind] = new(before.Times + 1, before.Connections + hit);
            plan.Progress(
                FormattableString.Invariant(
                    $"at {_time.GetElapsedTime(began).TotalSeconds, 6:0.0} s: {fault}"
                )
            );
        }

        await Task.WhenAll(_lasting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        proxy.Heal();
    }

    // Where so much has to be done between two faults, a slow machine gets the time for it.
    private async Task WorkAsync(int least, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        while (
            crowd.Acknowledged < least
            && _time.GetElapsedTime(began) < LongestWait
            && !stop.IsCancellationRequested
        )
        {
            await Task.Delay(Glance, _time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // How many connections were hit; null for all of them.
    private async Task<int?> HappenAsync(Fault fault, CancellationToken stop)
    {
        var random = new Random(fault.Seed);
        var program = bench.Programs[fault.Seed % bench.Programs.Count];
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await program.KillAsync();
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await bench.StartAsync(program);
                break;
            case FaultKind.Terminate:
                await bench.StopAsync(program);
                await bench.StartAsync(program);
                break;
            case FaultKind.Freeze:
                await program.SignalAsync("STOP");
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await program.SignalAsync("CONT");
                break;
            case FaultKind.RedisFreeze:
                await bench.Redis!.FreezeAsync(fault.Lasts, fault.Seed);
                break;
            case FaultKind.RedisKill:
                await bench.Redis!.KillAsync(fault.Lasts, fault.Seed);
                break;
            case FaultKind.DatabaseKill:
                setting.StorageTrouble();
                await bench.Database!.KillAsync();
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await bench.Database.StartAgainAsync();
                setting.StorageTrouble(plan.Distance * JourneysToRecover);
                break;
            case FaultKind.DatabaseFreeze:
                setting.StorageTrouble();
                await bench.Database!.FreezeAsync(fault.Lasts);
                setting.StorageTrouble(plan.Distance * JourneysToRecover);
                break;
            case FaultKind.LinkCut:
                setting.StorageTrouble();
                bench.LinkOf(program).Cut(random.Next(2) == 0 ? LineWay.There : LineWay.Back);
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                bench.LinkOf(program).Heal();
                setting.StorageTrouble(plan.Distance * JourneysToRecover);
                break;
            case FaultKind.Join:
                await bench.JoinAsync();
                proxy.LeadTo(bench.Doors);
                break;
            case FaultKind.Leave:
                await bench.StopAsync(program);
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await bench.StartAsync(program);
                break;
            case FaultKind.ClockJump:
                await program.TellAsync(FormattableString.Invariant($"jump {fault.Amount}"));
                break;
            case FaultKind.FullDisk:
                await FillDiskAsync(fault.Lasts);
                break;
            case FaultKind.Forget:
                var drawn = Draw(crowd.Forgetful, fault.Share, random);
                drawn.ForEach(client => client.Forget());
                return drawn.Count;
            default:
                return Disturb(fault, random, stop);
        }

        return null;
    }

    private int Disturb(Fault fault, Random random, CancellationToken stop)
    {
        var lines = proxy.Draw(fault.Share, random);
        foreach (var line in lines)
        {
            switch (fault.Kind)
            {
                case FaultKind.Storm or FaultKind.Cut:
                    line.Cut();
                    break;
                case FaultKind.Tear:
                    line.Tear(random.Next(3) != 0);
                    break;
                case FaultKind.HalfClose:
                    line.HalfClose(random.Next(2) == 0);
                    break;
                case FaultKind.BlackHole:
                    line.BlackHole();
                    Later(random.Next(2) == 0 ? line.Heal : line.Cut);
                    break;
                case FaultKind.Stall:
                    line.Stall();
                    Later(line.Heal);
                    break;
                case FaultKind.Throttle:
                    line.Slow(fault.Amount, TimeSpan.Zero);
                    Later(line.Heal);
                    break;
                case FaultKind.Delay:
                    line.Slow(
                        double.PositiveInfinity,
                        TimeSpan.FromMilliseconds(fault.Amount * random.NextDouble())
                    );
                    Later(line.Heal);
                    break;
                default:
                    throw new InvalidOperationException($"{fault.Kind} is not of a line.");
            }
        }

        return lines.Count;

        void Later(Action change) => _lasting.Add(LaterAsync(change));

        async Task LaterAsync(Action change)
        {
            await Task.Delay(fault.Lasts, _time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            change();
        }
    }

    private async Task FillDiskAsync(TimeSpan lasts)
    {
        setting.StorageTrouble();
        bench.Disk.Fill();
        await Task.Delay(lasts, _time, CancellationToken.None);
        bench.Disk.Free();
        setting.StorageTrouble();
    }

    private static List<WireClient> Draw(
        IReadOnlyList<WireClient> clients,
        double share,
        Random random
    )
    {
        WireClient[] all = [.. clients];
        random.Shuffle(all);
        return [.. all.Take(Math.Max(1, (int)(all.Length * share)))];
    }
}
