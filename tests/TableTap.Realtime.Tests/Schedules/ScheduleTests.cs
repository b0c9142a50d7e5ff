using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TableTap.Testing.Defects;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>
/// Sessions, journal and fan-out on fake time and a seeded scheduler: the races that real time never shows. A failing
/// schedule is told by its seed and its steps, and comes again with them, line by line:
/// <c>TABLETAP_SCHEDULE=seed:steps</c>. A longer search is <c>TABLETAP_SCHEDULES=1000000</c>, another one
/// <c>TABLETAP_SCHEDULES_FROM=5000000</c>.
/// </summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    private const int Steps = 40;
    private readonly ConcurrentDictionary<string, int> _seen = new();

    /// <summary>Each defect that may be planted.</summary>
    public static TheoryData<Defect> Defects => [.. Enum.GetValues<Defect>()[1..]];

    [Fact]
    public void No_schedule_breaks_a_promise()
    {
        if (
            Environment.GetEnvironmentVariable("TABLETAP_SCHEDULE")?.Split(':')
            is [var seed, var steps]
        )
        {
            Assert.Null(
                Run(
                    int.Parse(seed, CultureInfo.InvariantCulture),
                    int.Parse(steps, CultureInfo.InvariantCulture),
                    Defect.None,
                    output.WriteLine
                )
            );
            return;
        }

        var count = Number("TABLETAP_SCHEDULES", 1500);
        var found = Search(Defect.None, count, Number("TABLETAP_SCHEDULES_FROM", 1));
        Assert.True(found is null, found);
        foreach (
            var what in new[]
            {
                "ack",
                "crash",
                "repeated command",
                "replay of several pages",
                "resend",
                "revocation",
                "stall of a minute",
                "unconfirmed first",
            }
        )
        {
            Assert.True(_seen.GetValueOrDefault(what) > 0, $"{what} in none of {count} schedules");
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_planted_defect_is_found(Defect defect)
    {
        var found = Search(defect, most: 5000, first: 1);
        Assert.NotNull(found);
        output.WriteLine($"{defect}: {found}");
    }

    [Fact]
    public void A_schedule_comes_again_with_its_seed()
    {
        var seed = Enumerable
            .Range(1, 1000)
            .First(seed => Run(seed, Steps, Defect.SkipSequence) is not null);
        Assert.Equal(Run(seed, Steps, Defect.SkipSequence), Run(seed, Steps, Defect.SkipSequence));
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : otherwise;

    // Runs schedules on all cores until one fails; that one is made as short as it gets.
    private string? Search(Defect defect, int most, int first)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var count = 0;
        var failed = int.MaxValue;
        Parallel.For(
            first,
            first + most,
            (seed, loop) =>
            {
                Interlocked.Increment(ref count);
                if (Run(seed, Steps, defect) is not null)
                {
                    Interlocked.Exchange(ref failed, seed);
                    loop.Stop();
                }
            }
        );
        var (seconds, work) = (
            clock.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds
        );
        output.WriteLine(
            $"{count} schedules in {seconds:0.0} s: {count / seconds:0} a second, {count / work:0} a second of a core; "
                + string.Join(
                    ", ",
                    _seen.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")
                )
        );
        return failed == int.MaxValue ? null : Shrink(failed, defect);
    }

    private string Shrink(int seed, Defect defect)
    {
        var steps = Enumerable
            .Range(0, Steps + 1)
            .First(steps => Run(seed, steps, defect) is not null);

        // Another seed may show it in fewer steps.
        for (var other = 1; other <= 300 && steps > 1; other++)
        {
            if (Run(other, steps - 1, defect) is not null)
            {
                (seed, other) = (other, 0);
                steps = Enumerable
                    .Range(0, steps)
                    .First(fewer => Run(seed, fewer, defect) is not null);
            }
        }

        return $"TABLETAP_SCHEDULE={seed}:{steps} {Run(seed, steps, defect)}";
    }

    private static string Words(Exception broken) =>
        broken is BrokenPromiseException ? broken.Message : broken.ToString();

    // What broke, if anything did.
    private string? Run(int seed, int steps, Defect defect, Action<string>? tell = null)
    {
        var before = SynchronizationContext.Current;
        try
        {
            using var world = new SimWorld(seed, defect) { Tell = tell };
            world.Live(steps);
            world.Dispose();
            foreach (var (what, times) in world.Seen)
            {
                _seen.AddOrUpdate(what, times, (_, before) => before + times);
            }

            return world.Broken is { } broken ? Words(broken)
                : world.Escaped > 0 ? $"{world.Escaped} continuations left the schedule"
                : null;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
