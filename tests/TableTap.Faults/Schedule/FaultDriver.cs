namespace TableTap.Faults;

/// <summary>Lets the faults of a schedule happen.</summary>
internal sealed class FaultDriver(
    ServerBench bench,
    Proxy proxy,
    ClientSetting setting,
    IReadOnlyList<WireClient> forgetful,
    Action<string> progress
)
{
    private readonly TimeProvider _time = setting.Time;
    private readonly List<Task> _lasting = [];
    private readonly int[] _done = new int[Enum.GetValues<FaultKind>().Length];

    /// <summary>How often each kind happened.</summary>
    public IReadOnlyDictionary<FaultKind, int> Done =>
        Enum.GetValues<FaultKind>()
            .Where(kind => _done[(int)kind] > 0)
            .ToDictionary(kind => kind, kind => _done[(int)kind]);

    /// <summary>Runs the schedule to its end, however long restarts take, and leaves everything healed.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> schedule, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        foreach (var fault in schedule)
        {
            var wait = fault.At - _time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (stop.IsCancellationRequested)
            {
                break;
            }

            await HappenAsync(fault, stop);
            _done[(int)fault.Kind]++;
            progress(
                FormattableString.Invariant(
                    $"at {_time.GetElapsedTime(began).TotalSeconds, 6:0.0} s: {fault}"
                )
            );
        }

        await Task.WhenAll(_lasting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        proxy.Heal();
    }

    private async Task HappenAsync(Fault fault, CancellationToken stop)
    {
        var random = new Random(fault.Seed);
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await bench.Program.KillAsync();
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await bench.StartAsync();
                break;
            case FaultKind.Terminate:
                await bench.StopAsync();
                await bench.StartAsync();
                break;
            case FaultKind.Freeze:
                await bench.Program.SignalAsync("STOP");
                await Task.Delay(fault.Lasts, _time, CancellationToken.None);
                await bench.Program.SignalAsync("CONT");
                break;
            case FaultKind.ClockJump:
                await bench.Program.TellAsync(FormattableString.Invariant($"jump {fault.Amount}"));
                break;
            case FaultKind.FullDisk:
                await FillDiskAsync(fault.Lasts);
                break;
            case FaultKind.Forget:
                foreach (var client in Draw(forgetful, fault.Share, random))
                {
                    client.Forget();
                }

                break;
            default:
                Disturb(fault, random, stop);
                break;
        }
    }

    private void Disturb(Fault fault, Random random, CancellationToken stop)
    {
        foreach (var line in proxy.Draw(fault.Share, random))
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

    private static IEnumerable<WireClient> Draw(
        IReadOnlyList<WireClient> clients,
        double share,
        Random random
    )
    {
        WireClient[] all = [.. clients];
        random.Shuffle(all);
        return all[..Math.Min(all.Length, Math.Max(1, (int)(all.Length * share)))];
    }
}
