namespace TableTap.Faults.Schedule;

/// <summary>Draws what goes wrong, and when. The same seed draws the same.</summary>
public static class FaultSchedule
{
    // How often a kind comes: those that cost a restart are rarer than those of a line.
    private static readonly Dictionary<FaultKind, int> Weights = new()
    {
        [FaultKind.Kill] = 3,
        [FaultKind.Terminate] = 1,
        [FaultKind.Freeze] = 2,
        [FaultKind.ClockJump] = 2,
        [FaultKind.FullDisk] = 2,
        [FaultKind.Storm] = 1,
        [FaultKind.Cut] = 3,
        [FaultKind.Tear] = 3,
        [FaultKind.HalfClose] = 2,
        [FaultKind.BlackHole] = 3,
        [FaultKind.Stall] = 3,
        [FaultKind.Throttle] = 2,
        [FaultKind.Delay] = 2,
        [FaultKind.Forget] = 3,
        [FaultKind.RedisFreeze] = 2,
        [FaultKind.RedisKill] = 2,
        [FaultKind.DatabaseKill] = 2,
        [FaultKind.DatabaseFreeze] = 2,
        [FaultKind.LinkCut] = 2,
        [FaultKind.Join] = 1,
        [FaultKind.Leave] = 1,
    };

    /// <summary>What may happen to one server.</summary>
    public static IReadOnlyList<FaultKind> OfOneServer { get; } =
    [
        .. Enum.GetValues<FaultKind>()
            .Where(kind =>
                kind
                    is not FaultKind.RedisFreeze
                        and not FaultKind.RedisKill
                        and not FaultKind.DatabaseKill
                        and not FaultKind.DatabaseFreeze
                        and not FaultKind.LinkCut
                        and not FaultKind.Join
                        and not FaultKind.Leave
            ),
    ];

    /// <summary>What may happen to several servers with a PostgreSQL, whose disk is its own affair, and a Redis.</summary>
    public static IReadOnlyList<FaultKind> OfServers { get; } =
    [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.FullDisk)];

    /// <summary>Draws a schedule that has each of the kinds at least once, evenly spread with jitter.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="duration">How long the run is; the last fault leaves room to be got over.</param>
    /// <param name="count">How many faults.</param>
    /// <param name="kinds">What may happen.</param>
    public static IReadOnlyList<Fault> Draw(
        int seed,
        TimeSpan duration,
        int count,
        IReadOnlyCollection<FaultKind> kinds
    )
    {
        var random = new Random(seed);
        var drawn = Kinds(random, count, kinds);
        var room = duration * 0.92;
        var first = duration * 0.04;
        var step = (room - first) / Math.Max(1, count);
        return
        [
            .. drawn.Select(
                (kind, place) => One(random, kind, first + (step * (place + random.NextDouble())))
            ),
        ];
    }

    /// <summary>Puts a long freeze into the middle of a schedule; what follows comes so much later.</summary>
    /// <param name="schedule">The schedule; not empty.</param>
    /// <param name="lasts">How long the freeze lasts; zero for none.</param>
    public static IReadOnlyList<Fault> WithFreeze(IReadOnlyList<Fault> schedule, TimeSpan lasts)
    {
        if (lasts == TimeSpan.Zero)
        {
            return schedule;
        }

        var middle = schedule.Count / 2;
        var (at, seed) = (schedule[middle].At, schedule[middle].Seed);
        return
        [
            .. schedule.Take(middle),
            new(at, FaultKind.Freeze, lasts, Share: 0, Amount: 0, seed),
            .. schedule.Skip(middle).Select(fault => fault with { At = fault.At + lasts }),
        ];
    }

    private static List<FaultKind> Kinds(
        Random random,
        int count,
        IReadOnlyCollection<FaultKind> kinds
    )
    {
        FaultKind[] all = [.. kinds.Distinct().Order()];
        var sum = (double)all.Sum(kind => Weights[kind]);
        var drawn = new List<FaultKind>(all);
        foreach (var kind in all)
        {
            var share = (int)(count * Weights[kind] / sum);
            drawn.AddRange(Enumerable.Repeat(kind, Math.Max(0, share - 1)));
        }

        while (drawn.Count < count)
        {
            drawn.Add(all[random.Next(all.Length)]);
        }

        var mixed = drawn.Take(Math.Max(count, all.Length)).ToArray();
        random.Shuffle(mixed);
        return [.. mixed];
    }

    private static Fault One(Random random, FaultKind kind, TimeSpan at)
    {
        var lasts = kind switch
        {
            FaultKind.Kill => Seconds(0.05, 0.8),
            FaultKind.Freeze or FaultKind.RedisFreeze => Seconds(0.3, 3),
            FaultKind.DatabaseFreeze => Seconds(0.3, 3),
            FaultKind.RedisKill or FaultKind.DatabaseKill => Seconds(0.2, 3),
            FaultKind.FullDisk => Seconds(1, 3),
            // The patience of a server with its database, which is five seconds, lies between.
            FaultKind.LinkCut => Seconds(0.5, 7),
            FaultKind.Leave => Seconds(1, 5),
            FaultKind.BlackHole => Seconds(1, 9),
            FaultKind.Stall => Seconds(1, 9),
            FaultKind.Throttle or FaultKind.Delay => Seconds(2, 6),
            _ => TimeSpan.Zero,
        };
        var share = kind switch
        {
            FaultKind.Cut or FaultKind.Stall => Between(0.02, 0.4),
            FaultKind.Storm => 1,
            FaultKind.Tear or FaultKind.HalfClose or FaultKind.BlackHole => Between(0.01, 0.1),
            FaultKind.Throttle or FaultKind.Delay => Between(0.02, 0.3),
            FaultKind.Forget => Between(0.02, 0.1),
            _ => 0,
        };
        var amount = kind switch
        {
            // Far beyond every session, and back again; within what history and answers are kept for.
            FaultKind.ClockJump => Between(1, 3600) * (random.Next(2) == 0 ? 1 : -1),
            FaultKind.Throttle => Between(500, 8000),
            FaultKind.Delay => Between(20, 900),
            _ => 0,
        };
        return new(at, kind, lasts, share, Math.Round(amount), random.Next());

        double Between(double least, double most) => least + (random.NextDouble() * (most - least));
        TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(Between(least, most));
    }
}
