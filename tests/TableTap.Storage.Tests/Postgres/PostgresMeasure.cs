using System.Diagnostics;
using System.Globalization;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// What PostgreSQL costs against the embedded store, and two servers against one, in one run. Prints figures; time decides nothing.
/// Run it with <c>--explicit only --filter-class '*PostgresMeasure'</c>.
/// </summary>
public sealed class PostgresMeasure(ITestOutputHelper output)
{
    private const int Cafes = 32;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(5);
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Decisions_a_second()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync("fsync=on");
        await using var temp = await TempJournal.OpenAsync();
        await using var one = await PostgresStore.OpenAsync(server.ConnectionString);
        await using var two = await PostgresStore.OpenAsync(server.ConnectionString);
        foreach (var journal in new IJournal[] { temp.Journal, one, two })
        {
            _ = Task.Run(async () =>
            {
                await foreach (var _ in journal.Committed.ReadAllAsync()) { }
            });
        }

        await HammerAsync("warm", [one, two], [.. Streams("w")]);
        await HammerAsync("embedded, 32 cafés", [temp.Journal], [.. Streams("a")]);
        await HammerAsync("one server, 32 cafés", [one], [.. Streams("b")]);
        await HammerAsync("two servers, 32 cafés, 16 each", [one, two], [.. Streams("c")]);
        await HammerAsync("embedded, one café", [temp.Journal], ["d"]);
        await HammerAsync("one server, one café", [one], ["e"]);
        await HammerAsync("two servers, one café", [one, two], ["f", "f"]);

        static IEnumerable<string> Streams(string name) =>
            Enumerable.Range(0, Cafes).Select(number => $"{name}{number}");
    }

    // Each stream is written to as a café's loop does: one decision at a time, and again on a conflict.
    private async Task HammerAsync(string name, IJournal[] journals, string[] streams)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(
            streams.Select(
                (stream, number) =>
                    Task.Run(
                        () => WriteAsync(journals[number % journals.Length], stream, began),
                        Cancel
                    )
            )
        );
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {counts.Sum(count => count.Written) / seconds:0} a second, {counts.Sum(count => count.Conflicts)} conflicts, longest wait {counts.Max(count => count.Longest.TotalMilliseconds):0} ms ({string.Join(" ", counts.Take(2).Select(count => count.Written))})"
            )
        );
    }

    private static async Task<(int Written, int Conflicts, TimeSpan Longest)> WriteAsync(
        IJournal journal,
        string stream,
        long began
    )
    {
        var (written, conflicts, longest, version) = (0, 0, TimeSpan.Zero, 0L);
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Each)
        {
            var outcome = await journal.AppendAsync(
                Batch
                    .Of(stream, version)
                    .Fact("{\"a\":1}", "o1")
                    .Message(General, $"{stream} {version}")
                    .Answer(Batch.AnswerTo($"{stream} {version} {journal.GetHashCode()}")),
                Cancel
            );
            version = outcome.Version;
            if (!outcome.Committed)
            {
                conflicts++;
                continue;
            }

            written++;
            var waited = Stopwatch.GetElapsedTime(since);
            longest = waited > longest ? waited : longest;
            since = Stopwatch.GetTimestamp();
        }

        return (written, conflicts, longest);
    }
}
