using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>A start from a snapshot and what follows is the start from all facts.</summary>
public sealed class CafeStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_any_snapshot_of_a_busy_morning_the_rest_leads_to_the_same_cafe()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await BusyMorning.PlayAsync(cafe);
        var full = await FoldAsync(cafe.Memory);
        var before = Cafe.Empty(OpenCafe.Id);
        await foreach (var fact in cafe.Journal.ReadStreamAsync("cafe:demo", 0, Cancel))
        {
            before = CafeStream.Next(before, fact);
            var image = SnapshotCodec.Take(before, SnapshotKind.Latest, OpenCafe.Morning);
            var restored = SnapshotCodec.Restore(image);
            Assert.Equal(before, restored);
            Assert.Equal(full, await CafeStream.CatchUpAsync(cafe.Journal, restored, Cancel));
        }

        Assert.Equal(full, before);
    }

    [Fact]
    public async Task A_snapshot_is_written_every_so_many_facts_and_the_next_start_reads_only_what_follows()
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 40);
        var latest = await LatestAsync(journal);
        Assert.NotNull(latest);
        journal.ReadAfter.Clear();

        var start = await RecoveredCafe.ReadAsync(journal, "demo", NullLogger.Instance, Cancel);

        Assert.Equal(latest.Version, start.SnapshotVersion);
        Assert.Equal([latest.Version], journal.ReadAfter);
        Assert.Equal(await FoldAsync(journal), start.Cafe);
    }

    [Fact]
    public async Task A_stop_writes_what_is_worth_it()
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 300);

        Assert.Equal((await FoldAsync(journal)).Version, (await LatestAsync(journal))!.Version);
    }

    [Fact]
    public async Task Few_facts_are_not_worth_a_snapshot()
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 5_000);

        Assert.Null(await LatestAsync(journal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_of_another_build_or_a_broken_one_is_passed_over(bool other)
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 40);
        var latest = (await LatestAsync(journal))!;
        await journal.WriteSnapshotAsync(
            other
                ? latest with
                {
                    Version = latest.Version + 1,
                    Shape = "another",
                }
                : latest with
                {
                    Version = latest.Version + 1,
                    Data = new byte[100],
                },
            Cancel
        );

        var start = await RecoveredCafe.ReadAsync(journal, "demo", NullLogger.Instance, Cancel);

        Assert.Equal(0, start.SnapshotVersion);
        Assert.Equal(await FoldAsync(journal), start.Cafe);
    }

    [Fact]
    public async Task Facts_that_are_too_old_go_into_the_base_and_a_start_does_without_them()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await BusyMorning.PlayAsync(cafe);
        var old = cafe.Cafe.Version;
        cafe.Time.Advance(TimeSpan.FromDays(60));
        await cafe.SettleAsync();
        await cafe.DoAsync(
            People.Maya,
            "announcement_publish",
            """{"audience": "everyone", "message": "We are back"}"""
        );
        cafe.Time.Advance(TimeSpan.FromDays(31));
        await cafe.SettleAsync();
        var full = await FoldAsync(cafe.Memory);

        await FactCompaction.RetireAsync(Tools(cafe), "demo", Cancel);

        var kept = (await cafe.Journal.ReadSnapshotAsync("cafe:demo", SnapshotKind.Base, Cancel))!;
        Assert.InRange(kept.Version, old, full.Version - 1);
        Assert.Equal(kept.Version, cafe.Memory.Trim("cafe:demo", kept.Version));
        Assert.Equal(
            full,
            (await RecoveredCafe.ReadAsync(cafe.Journal, "demo", NullLogger.Instance, Cancel)).Cafe
        );
    }

    [Fact]
    public async Task Young_facts_make_no_base()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await BusyMorning.PlayAsync(cafe);
        cafe.Time.Advance(TimeSpan.FromDays(89));

        await FactCompaction.RetireAsync(Tools(cafe), "demo", Cancel);

        Assert.Null(await cafe.Journal.ReadSnapshotAsync("cafe:demo", SnapshotKind.Base, Cancel));
    }

    [Fact]
    public async Task A_base_newer_than_the_latest_snapshot_counts()
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 40);
        var full = await FoldAsync(journal);
        await journal.WriteSnapshotAsync(
            SnapshotCodec.Take(full, SnapshotKind.Base, OpenCafe.Morning) with
            {
                Shape = "older build",
            },
            Cancel
        );
        journal.Trim("cafe:demo", full.Version);
        await journal.WriteSnapshotAsync(
            (await LatestAsync(journal))! with
            {
                Version = 1,
            },
            Cancel
        );

        var start = await RecoveredCafe.ReadAsync(journal, "demo", NullLogger.Instance, Cancel);

        Assert.Equal(full, start.Cafe);
    }

    [Fact]
    public async Task Facts_that_are_missing_stop_the_start()
    {
        var journal = new MemoryJournal();
        await PlayAsync(journal, every: 5_000);
        journal.Trim("cafe:demo", 3);

        var fault = await Assert.ThrowsAsync<UnreadableFactException>(() =>
            RecoveredCafe.ReadAsync(journal, "demo", NullLogger.Instance, Cancel)
        );

        Assert.Contains("facts are missing", fault.Message, StringComparison.Ordinal);
    }

    private static LoopServices Tools(OpenCafe cafe) =>
        new(
            cafe.Journal,
            cafe.Time,
            new IdGenerator(cafe.Time),
            OpenCafe.Links,
            _ => false,
            _ => { },
            NullLogger.Instance
        );

    private static async Task PlayAsync(MemoryJournal journal, int every)
    {
        await using var cafe = await OpenCafe.OpenAsync(
            journal,
            options: new CafeOptions { SnapshotEvery = every }
        );
        await BusyMorning.PlayAsync(cafe);
    }

    private static async Task<Cafe> FoldAsync(MemoryJournal journal) =>
        await CafeStream.CatchUpAsync(journal, Cafe.Empty(OpenCafe.Id), Cancel);

    private static async Task<StreamSnapshot?> LatestAsync(MemoryJournal journal) =>
        await journal.ReadSnapshotAsync("cafe:demo", SnapshotKind.Latest, Cancel);
}
