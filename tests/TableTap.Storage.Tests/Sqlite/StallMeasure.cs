using System.Diagnostics;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>
/// How long a commit takes while something else happens to the store. Prints figures; time decides nothing. Run it with
/// <c>--explicit only --filter-class '*StallMeasure'</c>.
/// </summary>
public sealed class StallMeasure(ITestOutputHelper output)
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private int _number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Commits_beside_snapshots_backups_and_trimming()
    {
        var clock = new ShiftedTime();
        await using var temp = await TempJournal.OpenAsync(clock);
        var journal = temp.Journal;
        var heard = Task.Run(async () =>
        {
            await foreach (var _ in journal.Committed.ReadAllAsync(Cancel)) { }
        });
        for (var number = 0; number < 400; number++)
        {
            await journal.AppendAsync(Large(), Cancel);
        }

        await PrintAsync(journal, "alone", Task.Delay(3000, Cancel));
        var snapshot = new byte[10_000_000];
        new Random(1).NextBytes(snapshot);
        await PrintAsync(
            journal,
            "while snapshots of 10 MB are written",
            WriteAsync(journal, snapshot)
        );
        var backup = temp.Path + ".backup";
        await PrintAsync(
            journal,
            "while a backup runs",
            StoreBackup.RunAsync(temp.Path, backup, (_, _) => { }, Cancel)
        );
        output.WriteLine($"backup: {new FileInfo(backup).Length >> 20} MiB");
        clock.Shift = TimeSpan.FromDays(2);
        await PrintAsync(
            journal,
            "while a day's messages are trimmed",
            Patience.UntilAsync(async () =>
                (await journal.HeadsAsync([General], Cancel)).Heads[General] is { } head
                && head.Sequence - head.Oldest < 40_000
            )
        );
        await journal.DisposeAsync();
        await heard;
    }

    private static async Task WriteAsync(SqliteJournal journal, byte[] data)
    {
        for (var version = 1; version <= 5; version++)
        {
            await journal.WriteSnapshotAsync(
                new("demo", SnapshotKind.Latest, version, "s", data, Batch.Noon),
                Cancel
            );
        }
    }

    private AppendBatch Large() =>
        Batch.Of("demo") with
        {
            Messages =
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(_ => Batch.Draft(General, $"l{_number++}", 2000)),
            ],
        };

    private async Task PrintAsync(SqliteJournal journal, string what, Task meanwhile)
    {
        var times = new List<double>();
        do
        {
            var began = Stopwatch.GetTimestamp();
            await journal.AppendAsync(Batch.Of("demo").Message(General, $"s{_number++}"), Cancel);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        } while (!meanwhile.IsCompleted);

        await meanwhile;
        times.Sort();
        output.WriteLine(
            $"{what}: {times.Count} commits, p50 {times[times.Count / 2]:0.00} ms, p99 {times[times.Count * 99 / 100]:0.00} ms, most {times[^1]:0.0} ms"
        );
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
