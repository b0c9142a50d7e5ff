using TableTap.Storage.Tests.Sqlite;

namespace TableTap.Storage.Tests.PowerCuts;

/// <summary>
/// The power is cut, and the disk has what was flushed and any part of the rest. A program appends while the system writes down all that
/// it asks of the disk; from that, what a disk would hold is built for many moments, and looked at as after a start.
/// </summary>
public sealed class PowerCutTests : IAsyncLifetime
{
    private const int Seed = 20_240_115;
    private const int Lines = 600;
    private const int Cuts = 60;
    private readonly string _root = Directory.CreateTempSubdirectory("tabletap-").FullName;
    private readonly Random _random = new(Seed);
    private int _disks;

    private string Folder => Path.Combine(_root, "store");

    private string Said => Path.Combine(Folder, "said");

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_whatever_the_disk_had_not_written_yet()
    {
        var trace = await AppendAsync();
        Assert.Contains(trace.Calls, call => call.Path.EndsWith("-wal", StringComparison.Ordinal));
        var acknowledged = 0;
        foreach (var cut in Moments(trace))
        {
            foreach (var share in new[] { 0.0, 0.5, 0.9 })
            {
                acknowledged += await CheckAsync(trace, cut, share, flushes: true);
            }
        }

        Assert.True(acknowledged > Lines, "Hardly anything was acknowledged before the cuts.");
    }

    /// <summary>The test above can fail: a disk that does not keep its word loses what was acknowledged.</summary>
    [Fact]
    public async Task A_disk_that_flushes_nothing_is_found()
    {
        var trace = await AppendAsync();
        var last = trace.Calls[^1].Begin;
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(trace, last, 0, flushes: false));
    }

    // Just after a word was given, and anywhere.
    private IEnumerable<int> Moments(DiskTrace trace)
    {
        var given = trace.Calls.Where(call => call.Path == Said && call.Kind == DiskCallKind.Write);
        var places = given.Select(call => call.Begin + 1).ToArray();
        var last = trace.Calls[^1].Begin;
        for (var number = 0; number < Cuts / 2; number++)
        {
            yield return places[_random.Next(places.Length)];
            yield return 1 + _random.Next(last);
        }
    }

    private async Task<int> CheckAsync(DiskTrace trace, int cut, double share, bool flushes)
    {
        var disk = Directory.CreateDirectory(Path.Combine(_root, $"disk{_disks++}")).FullName;
        new CutDisk(trace, cut, () => _random.NextDouble() < share, flushes).Rebuild(
            Folder,
            disk,
            "said",
            "journal.db-shm"
        );
        var acknowledged = trace.SaidBefore(Said, cut);
        try
        {
            await AppendedJournal.CheckAsync(Path.Combine(disk, "journal.db"), acknowledged);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(
                $"A cut at {cut} of {trace.Calls[^1].Begin} that keeps {share} of what was not flushed: {fault.Message}",
                fault
            );
        }

        Directory.Delete(disk, recursive: true);
        return acknowledged.Count;
    }

    private async Task<DiskTrace> AppendAsync()
    {
        Assert.SkipUnless(
            DiskTrace.IsPossible(),
            "strace is not installed, or may not be used here."
        );
        return await DiskTrace.RecordAsync(
            Folder,
            ["journal.db", "journal.db-wal", "journal.db.last", "said"],
            "said",
            Lines,
            "dotnet",
            AppendedJournal.Program,
            Path.Combine(Folder, "journal.db")
        );
    }
}
