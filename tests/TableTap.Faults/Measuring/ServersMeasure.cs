using System.Globalization;
using System.Text;
using TableTap.Faults.Setting;
using TableTap.Load.Measuring;

namespace TableTap.Faults.Measuring;

/// <summary>What is measured of several servers.</summary>
/// <param name="Duration">How long each measurement takes, besides outages.</param>
/// <param name="Rate">Messages a second.</param>
/// <param name="Listeners">How many listen, at all servers together.</param>
/// <param name="Away">How long Redis is away.</param>
/// <param name="Distance">How far the other region is: what a byte takes, one way.</param>
/// <param name="WarmUp">How long the same load is there before it is measured: the compiler is at work then.</param>
public sealed record MeasurePlan(
    TimeSpan Duration,
    double Rate,
    int Listeners,
    TimeSpan Away,
    TimeSpan Distance,
    TimeSpan WarmUp
);

/// <summary>What was measured.</summary>
/// <param name="Text">Tables, as Markdown.</param>
/// <param name="Lost">Acknowledged messages that a listener did not hear, counted for each of them.</param>
/// <param name="Misplaced">Messages that came twice, or not after the one before.</param>
public sealed record MeasureReport(string Text, long Lost, long Misplaced)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsClean => Lost == 0 && Misplaced == 0;
}

/// <summary>
/// Measures several servers on one machine: how long a message takes from its publisher at one to listeners at another, what one more server
/// costs, what the loss of Redis and of PostgreSQL costs, and what a long way between two regions costs.
/// </summary>
public sealed class ServersMeasure
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DatabaseAway = TimeSpan.FromSeconds(5);
    private static readonly (string Name, int Server)[] Regions =
    [
        ("the first", 0),
        ("the second", 1),
    ];

    // So many come back after each other: the first of them also waits for the compiler.
    private const int Readers = 5;

    private readonly MeasurePlan _plan;
    private readonly Action<string> _progress;
    private readonly StringBuilder _text = new();
    private long _lost;
    private long _misplaced;

    private ServersMeasure(MeasurePlan plan, Action<string> progress) =>
        (_plan, _progress) = (plan, progress);

    /// <summary>Measures everything, one after the other.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="progress">Told how far it is.</param>
    public static async Task<MeasureReport> RunAsync(MeasurePlan plan, Action<string> progress)
    {
        var measure = new ServersMeasure(plan, progress);
        await measure.CostAsync();
        await measure.DistanceAsync();
        await measure.RedisAwayAsync();
        await measure.DatabaseKilledAsync();
        await measure.DatabaseFailsOverAsync();
        return new(measure._text.ToString(), measure._lost, measure._misplaced);
    }

    // The same load on two, three and four servers: what changes is the price of each more.
    private async Task CostAsync()
    {
        Say(
            $"One publisher at the first server, {_plan.Rate:0} messages a second, {_plan.Listeners} listeners shared out evenly:\n"
        );
        Say(
            $"| servers | same server p50 / p99, ms | other servers p50 / p99, ms | servers' CPU a message, µs | of it also without messages, µs | memory of the last server, MB |"
        );
        Say($"| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var servers in new[] { 2, 3, 4 })
        {
            _progress($"{servers} servers");
            await using var bench = await StartAsync(servers);
            var crowd = await OpenAsync(bench, $"cost{servers}");
            var rss = ProcessUsage.Read(bench.Programs[^1].Id)?.RssBytes ?? 0;
            await WarmUpAsync(crowd[0]);
            var (same, others) = (crowd[0].Measure(), new LatencyHistogram(Time));
            foreach (var other in crowd.Skip(1))
            {
                other.Measure(others);
            }

            var standing = await StandingAsync(bench);
            var (before, began) = (Cpu(bench), Time.GetTimestamp());
            var published = await crowd[0].PublishAsync(_plan.Rate, _plan.Duration, "till");
            await Task.Delay(Settling, Time);
            var (took, messages) = (Time.GetElapsedTime(began), published.Told.Count);
            var cpu = (Cpu(bench) - before).TotalMicroseconds / messages;
            var anyway = standing * took.TotalMicroseconds / messages;
            Say(
                $"| {servers} | {Text(same)} | {Text(others)} | {cpu:0} | {anyway:0} | {rss / 1048576.0:0} |"
            );
            await EndAsync(crowd, published);
        }

        Say($"");
    }

    private async Task DistanceAsync()
    {
        _progress($"a region {_plan.Distance.TotalMilliseconds:0} ms away");
        await using var bench = await StartAsync(2, _plan.Distance);
        var crowd = await OpenAsync(bench, "far");
        Say(
            $"Two regions, {_plan.Distance.TotalMilliseconds:0} ms apart (one way); PostgreSQL and Redis are in the first, a standby of PostgreSQL is in the second:\n"
        );
        Say(
            $"| published in | heard in the first, p50 / p99, ms | heard in the second, p50 / p99, ms |"
        );
        Say($"| --- | ---: | ---: |");
        await WarmUpAsync(crowd[0]);
        var beginning = crowd[0].Last;
        foreach (var (name, from) in Regions)
        {
            await WarmUpAsync(crowd[from]);
            var (here, there) = (crowd[0].Measure(), crowd[1].Measure());
            var published = await crowd[from].PublishAsync(_plan.Rate, _plan.Duration, "till");
            await Task.Delay(Settling, Time);
            Say($"| {name} | {Text(here)} | {Text(there)} |");
            Count(crowd, published);
        }

        await HistoryAsync(bench, crowd, beginning);
        await EndAsync(crowd);
        Say($"");
    }

    // Who comes back in the second region is given the history by its standby.
    private async Task HistoryAsync(ServerBench bench, Audience[] crowd, long beginning)
    {
        Say($"");
        Say(
            $"| comes back in | messages missed | median until all are there, ms | pages of the standby: fresh / behind / failed |"
        );
        Say($"| --- | ---: | ---: | ---: |");
        foreach (var (name, at) in Regions)
        {
            var missed = crowd[at].Last - beginning;
            var before = await ReplicaPages.ReadAsync(bench.Programs[at]);
            var took = new List<TimeSpan>();
            for (var reader = 0; reader < Readers; reader++)
            {
                took.Add(await crowd[at].ComeBackAsync(beginning));
            }

            var after = await ReplicaPages.ReadAsync(bench.Programs[at]);
            var median = took.Order().ElementAt(Readers / 2).TotalMilliseconds;
            var pages =
                before is { } first && after is { } last ? last.Since(first).ToString() : "?";
            Say($"| {name} | {missed} | {median:0} | {pages} |");
        }
    }

    private async Task RedisAwayAsync()
    {
        _progress($"Redis is away for {_plan.Away.TotalSeconds:0} s");
        await using var bench = await StartAsync(2);
        var crowd = await OpenAsync(bench, "redis");
        await WarmUpAsync(crowd[0]);
        Say(
            $"Redis killed for {_plan.Away.TotalSeconds:0} s and started again empty, {_plan.Rate:0} messages a second, heard at the other server:\n"
        );
        Say($"| when | messages heard | p50 / p99 / longest, ms |");
        Say($"| --- | ---: | ---: |");
        var phase = crowd[1].Measure();
        var publishing = crowd[0]
            .PublishAsync(_plan.Rate, (2 * _plan.Duration) + _plan.Away, "till");
        await Task.Delay(_plan.Duration, Time);
        phase = Phase("before", phase);
        await bench.Redis!.KillAsync(_plan.Away);
        phase = Phase("without Redis", phase);
        var published = await publishing;
        await Task.Delay(Settling, Time);
        Phase("after", phase);
        await EndAsync(crowd, published);
        Say($"");

        LatencyHistogram Phase(string name, LatencyHistogram over)
        {
            var next = crowd[1].Measure();
            Say($"| {name} | {over.Count:#,0} | {Text(over)} / {over.Figures().Max:0.0} |");
            return next;
        }
    }

    private async Task DatabaseKilledAsync()
    {
        _progress("PostgreSQL is killed");
        await using var bench = await StartAsync(2);
        await OutageAsync(
            bench,
            "database",
            $"PostgreSQL killed for {DatabaseAway.TotalSeconds:0} s",
            async () =>
            {
                await bench.Database!.KillAsync();
                await Task.Delay(DatabaseAway, Time);
                await bench.Database.StartAgainAsync();
            }
        );
    }

    private async Task DatabaseFailsOverAsync()
    {
        _progress("PostgreSQL fails over");
        await using var bench = await StartAsync(2, hasHeir: true);
        await OutageAsync(
            bench,
            "failover",
            $"PostgreSQL killed for good and its synchronous standby promoted at once",
            bench.FailOverAsync
        );
    }

    // How the servers get over it while one publishes.
    private async Task OutageAsync(
        ServerBench bench,
        string run,
        FormattableString what,
        Func<Task> outage
    )
    {
        var crowd = await OpenAsync(bench, run);
        await WarmUpAsync(crowd[0]);
        var publishing = crowd[0]
            .PublishAsync(_plan.Rate, _plan.Duration + (3 * DatabaseAway), "till");
        await Task.Delay(_plan.Duration / 2, Time);
        var killed = Time.GetTimestamp();
        await outage();
        var answers = Time.GetTimestamp();
        var published = await publishing;
        await Task.Delay(Settling, Time);
        // The clients' sockets stay; what was refused may be sent again.
        long[] told = [.. published.Told.Select(one => one.At).Order()];
        var silence = told.Zip(told.Skip(1), Time.GetElapsedTime).Max();
        Say($"{FormattableString.Invariant(what)}, {_plan.Rate:0} messages a second:\n");
        Say($"| what | figure |");
        Say($"| --- | ---: |");
        Say($"| acknowledged | {told.Length:#,0} |");
        foreach (var (reason, count) in published.Refusals)
        {
            Say($"| refused with `{reason}` | {count:#,0} |");
        }

        Say(
            $"| until a PostgreSQL answers again, ms | {Time.GetElapsedTime(killed, answers).TotalMilliseconds:0} |"
        );
        Say(
            $"| from then to the next acknowledgement, ms | {Time.GetElapsedTime(answers, told.First(at => at > answers)).TotalMilliseconds:0} |"
        );
        Say($"| longest time without one, ms | {silence.TotalMilliseconds:0} |");
        Say($"| acknowledged and not heard, all listeners together | {Count(crowd, published)} |");
        await EndAsync(crowd);
        Say($"");
    }

    private static async Task<ServerBench> StartAsync(
        int servers,
        TimeSpan distance = default,
        bool hasHeir = false
    )
    {
        var program = Environment.GetEnvironmentVariable("TABLETAP_BINARY");
        var bench = ServerBench.Make(
            new()
            {
                Servers = servers,
                Distance = distance,
                HasHeir = hasHeir,
                Flushes = true,
                HasSmallOutbox = false,
                // Listeners say nothing.
                Heartbeat = TimeSpan.FromMinutes(10),
                Programs = string.IsNullOrEmpty(program) ? [] : [program],
            }
        );
        try
        {
            await bench.StartAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    private async Task<Audience[]> OpenAsync(ServerBench bench, string run)
    {
        var crowd = new Audience[bench.Ports.Count];
        for (var server = 0; server < crowd.Length; server++)
        {
            crowd[server] = await Audience.OpenAsync(
                bench,
                server,
                _plan.Listeners / crowd.Length,
                run
            );
        }

        return crowd;
    }

    // The compiler, the pools and the peers' counts have come so far that what follows is the same all the time.
    private async Task WarmUpAsync(Audience audience)
    {
        await audience.PublishAsync(_plan.Rate, _plan.WarmUp, $"warm{Time.GetTimestamp()}");
        await Task.Delay(Settling, Time);
    }

    private async Task EndAsync(Audience[] crowd, Published? published = null)
    {
        if (published is not null)
        {
            Count(crowd, published);
        }

        foreach (var audience in crowd)
        {
            _misplaced += audience.Misplaced;
            await audience.DisposeAsync();
        }
    }

    private long Count(Audience[] crowd, Published published)
    {
        long[] told = [.. published.Told.Select(one => one.Due)];
        var missing = crowd.Sum(audience => audience.Missing(told));
        _lost += missing;
        return missing;
    }

    private static TimeSpan Cpu(ServerBench bench) =>
        bench.Programs.Aggregate(
            TimeSpan.Zero,
            (sum, program) => sum + (ProcessUsage.Read(program.Id)?.Cpu ?? TimeSpan.Zero)
        );

    // What the servers use while nothing is told, all together: the part of one processor.
    private static async Task<double> StandingAsync(ServerBench bench)
    {
        var (before, began) = (Cpu(bench), Time.GetTimestamp());
        await Task.Delay(Standing, Time);
        return (Cpu(bench) - before) / Time.GetElapsedTime(began);
    }

    private static string Text(LatencyHistogram latency)
    {
        var figures = latency.Figures();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.P50:0.0} / {figures.P99:0.0}"
        );
    }

    private void Say(FormattableString line)
    {
        var text = FormattableString.Invariant(line);
        _text.AppendLine(text);
        _progress(text);
    }
}
