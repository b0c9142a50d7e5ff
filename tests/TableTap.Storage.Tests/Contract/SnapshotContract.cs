using System.Security.Cryptography;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Snapshots: the newest of each kind comes back byte for byte, and appends go on meanwhile.</summary>
public abstract class SnapshotContract(ContractStore store) : JournalContract(store)
{
    [Fact]
    public async Task A_snapshot_comes_back_as_it_was_also_after_a_restart()
    {
        await AppendAsync(Batch.Of("demo", 0).Fact("1").Fact("2"));
        var large = Snapshot(2, bytes: 1_000_000);
        await Journal.WriteSnapshotAsync(large, Cancel);
        await AssertReadAsync(large);

        await RestartAsync();

        await AssertReadAsync(large);
    }

    [Fact]
    public async Task An_empty_snapshot_is_a_snapshot()
    {
        await Journal.WriteSnapshotAsync(Snapshot(1, bytes: 0), Cancel);

        await AssertReadAsync(Snapshot(1, bytes: 0));
    }

    [Fact]
    public async Task The_newest_counts_whatever_the_order()
    {
        await Journal.WriteSnapshotAsync(Snapshot(5), Cancel);
        await Journal.WriteSnapshotAsync(Snapshot(9), Cancel);
        await Journal.WriteSnapshotAsync(Snapshot(7), Cancel);

        Assert.Equal(9, (await ReadAsync(SnapshotKind.Latest))!.Version);
    }

    [Fact]
    public async Task What_continues_the_last_comes_back_behind_it_also_after_a_restart()
    {
        var (whole, more, last) = (
            Snapshot(5, bytes: 600_000),
            Snapshot(8, bytes: 300_000),
            Snapshot(9)
        );
        Assert.True(await Journal.WriteSnapshotAsync(whole, Cancel));
        Assert.True(await Journal.WriteSnapshotAsync(more with { Follows = 5 }, Cancel));
        Assert.True(await Journal.WriteSnapshotAsync(last with { Follows = 8 }, Cancel));
        await AssertReadAsync(last with { Data = Joined(whole, more, last) });

        await RestartAsync();

        await AssertReadAsync(last with { Data = Joined(whole, more, last) });
    }

    [Fact]
    public async Task A_whole_one_takes_the_place_of_all_that_was_continued()
    {
        await Journal.WriteSnapshotAsync(Snapshot(5), Cancel);
        await Journal.WriteSnapshotAsync(Snapshot(8) with { Follows = 5 }, Cancel);

        Assert.True(await Journal.WriteSnapshotAsync(Snapshot(9), Cancel));

        await AssertReadAsync(Snapshot(9));
    }

    [Theory]
    [InlineData(4L, "shape-1")]
    [InlineData(6L, "shape-1")]
    [InlineData(5L, "shape-2")]
    [InlineData(9L, "shape-1")]
    public async Task What_continues_another_than_the_last_is_not_kept(long follows, string shape)
    {
        Assert.True(await Journal.WriteSnapshotAsync(Snapshot(5), Cancel));

        var kept = await Journal.WriteSnapshotAsync(
            Snapshot(9) with
            {
                Follows = follows,
                Shape = shape,
            },
            Cancel
        );

        Assert.False(kept);
        await AssertReadAsync(Snapshot(5));
    }

    [Fact]
    public async Task What_continues_nothing_is_not_kept()
    {
        Assert.False(await Journal.WriteSnapshotAsync(Snapshot(9) with { Follows = 5 }, Cancel));

        Assert.Null(await ReadAsync(SnapshotKind.Latest));
    }

    [Fact]
    public async Task An_older_one_is_not_kept_and_says_so()
    {
        Assert.True(await Journal.WriteSnapshotAsync(Snapshot(9), Cancel));
        Assert.False(await Journal.WriteSnapshotAsync(Snapshot(9), Cancel));
        Assert.False(await Journal.WriteSnapshotAsync(Snapshot(7), Cancel));
    }

    [Fact]
    public async Task Kinds_and_streams_are_kept_apart()
    {
        await Journal.WriteSnapshotAsync(Snapshot(3, SnapshotKind.Base), Cancel);
        await Journal.WriteSnapshotAsync(Snapshot(5), Cancel);

        Assert.Equal(3, (await ReadAsync(SnapshotKind.Base))!.Version);
        Assert.Equal(5, (await ReadAsync(SnapshotKind.Latest))!.Version);
        Assert.Null(await Journal.ReadSnapshotAsync("other", SnapshotKind.Latest, Cancel));
    }

    [Fact]
    public async Task Appends_go_on_while_a_snapshot_is_written()
    {
        var writing = Journal
            .WriteSnapshotAsync(Snapshot(1, bytes: 4_000_000), Cancel)
            .AsTask()
            .Soon();
        var version = 0L;
        do
        {
            Assert.True((await AppendAsync(Batch.Of("demo", version++).Fact("x"))).Committed);
        } while (!writing.IsCompleted);

        await writing;
        await AssertReadAsync(Snapshot(1, bytes: 4_000_000));
        Assert.Equal(version, (await FactsAsync("demo")).Count);
    }

    private static byte[] Joined(params IEnumerable<StreamSnapshot> snapshots) =>
        [.. snapshots.SelectMany(snapshot => snapshot.Data.ToArray())];

    private static StreamSnapshot Snapshot(
        long version,
        SnapshotKind kind = SnapshotKind.Latest,
        int bytes = 10
    )
    {
        var data = new byte[bytes];
        new Random((int)version).NextBytes(data);
        return new("demo", kind, version, "shape-1", data, Batch.Noon);
    }

    private async Task<StreamSnapshot?> ReadAsync(SnapshotKind kind) =>
        await Journal.ReadSnapshotAsync("demo", kind, Cancel);

    private async Task AssertReadAsync(StreamSnapshot expected)
    {
        var read = await ReadAsync(expected.Kind);
        Assert.NotNull(read);
        Assert.Equal(
            (expected.Version, expected.Shape, expected.At),
            (read.Version, read.Shape, read.At)
        );
        Assert.Equal(SHA256.HashData(expected.Data.Span), SHA256.HashData(read.Data.Span));
    }
}
