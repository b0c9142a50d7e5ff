using System.Globalization;
using TableTap.Faults;
using TableTap.Faults.Measuring;
using TableTap.Faults.Schedule;
using TableTap.Faults.Setting;
using TableTap.Testing.Databases;

return args switch
{
    ["serve", ..] => await ServerUnderTest.RunAsync(args),
    ["run", .. var options] => await RunAsync(Options(options)),
    ["upgrade", var from, var to, .. var options] => await UpgradeAsync(from, to, Options(options)),
    ["servers", .. var options] => await MeasureAsync(Options(options)),
    ["storm", .. var options] => await StormAsync(Options(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: run [--clients N] [--seconds S] [--faults N] [--seed S] [--orders PER_SECOND] [--heartbeat S] [--patience S] [--disk MB] [--servers N]
                   [--redis alone|sentinel|cluster] [--distance MS] [--freeze S]
               upgrade OLD NEW [--clients N] [--seconds S] [--times N] [--orders PER_SECOND] [--drain S] [--servers N]
               servers [--seconds S] [--rate PER_SECOND] [--listeners N] [--away S] [--distance MS] [--warm S]
               storm [--clients N]
        """
    );
    return 2;
}

static Dictionary<string, double> Options(string[] arguments) =>
    arguments
        .Chunk(2)
        // What is said last counts.
        .GroupBy(pair => pair[0].TrimStart('-'), pair => pair[1])
        .ToDictionary(
            option => option.Key,
            option =>
                Enum.GetNames<RedisForm>().Contains(option.Last(), StringComparer.OrdinalIgnoreCase)
                    ? (int)Enum.Parse<RedisForm>(option.Last(), ignoreCase: true)
                    : double.Parse(option.Last(), CultureInfo.InvariantCulture)
        );

static async Task<int> MeasureAsync(Dictionary<string, double> options)
{
    double Of(string name, double otherwise) => options.GetValueOrDefault(name, otherwise);

    var report = await ServersMeasure.RunAsync(
        new(
            TimeSpan.FromSeconds(Of("seconds", 20)),
            Of("rate", 100),
            (int)Of("listeners", 60),
            TimeSpan.FromSeconds(Of("away", 60)),
            TimeSpan.FromMilliseconds(Of("distance", 80)),
            TimeSpan.FromSeconds(Of("warm", 10))
        ),
        Console.Error.WriteLine
    );
    Console.WriteLine(report.Text);
    return report.IsClean ? 0 : 1;
}

static async Task<int> StormAsync(Dictionary<string, double> options)
{
    var reports = await Storm.RunAsync(
        (int)options.GetValueOrDefault("clients", 5000),
        Console.Error.WriteLine,
        CancellationToken.None
    );
    Console.WriteLine("| what | clients | back | p50 | p90 | p99 | last |");
    Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    foreach (var report in reports)
    {
        Console.WriteLine(report.ToText());
    }

    return reports.All(report => report.IsClean) ? 0 : 1;
}

static async Task<int> RunAsync(Dictionary<string, double> options)
{
    double Of(string name, double otherwise) => options.GetValueOrDefault(name, otherwise);

    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    var report = await FaultRun.RunAsync(
        new()
        {
            Clients = (int)Of("clients", 200),
            Duration = TimeSpan.FromSeconds(Of("seconds", 60)),
            Faults = (int)Of("faults", 24),
            Servers = (int)Of("servers", 1),
            Redis = (RedisForm)(int)Of("redis", (int)RedisForm.Alone),
            Distance = TimeSpan.FromMilliseconds(Of("distance", 0)),
            Kinds = Of("servers", 1) > 1 ? FaultSchedule.OfServers : FaultSchedule.OfOneServer,
            LongFreeze = TimeSpan.FromSeconds(Of("freeze", 0)),
            Seed = (int)Of("seed", 1),
            OrdersPerSecond = Of("orders", 5),
            Heartbeat = TimeSpan.FromSeconds(Of("heartbeat", 2)),
            DiskMegabytes = (int)Of("disk", 256),
            Patience = TimeSpan.FromSeconds(Of("patience", 45)),
            Progress = Console.Error.WriteLine,
        },
        stop.Token
    );
    Console.WriteLine(report.ToText());
    return report.IsClean ? 0 : 1;
}

static async Task<int> UpgradeAsync(string from, string to, Dictionary<string, double> options)
{
    double Of(string name, double otherwise) => options.GetValueOrDefault(name, otherwise);

    var times = (int)Of("times", Of("servers", 1));
    var report = await FaultRun.RunAsync(
        UpgradePlan.Of(from, to, TimeSpan.FromSeconds(Of("seconds", 120)), times) with
        {
            Clients = (int)Of("clients", 500),
            OrdersPerSecond = Of("orders", 10),
            DrainWindow = TimeSpan.FromSeconds(Of("drain", 5)),
            Servers = (int)Of("servers", 1),
            Progress = Console.Error.WriteLine,
        },
        CancellationToken.None
    );
    Console.WriteLine(report.ToText());
    return report.IsClean && report.Times == times ? 0 : 1;
}
