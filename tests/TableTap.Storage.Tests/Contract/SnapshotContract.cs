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
        var writing = Journal.WriteSnapshotAsync(Snapshot(1, bytes: 4_000_000), Cancel).AsTask();
        var version = 0L;
        do
        {
            Assert.True((await AppendAsync(Batch.Of("demo", version++).Fact("x"))).Committed);
        } while (!writing.IsCompleted);

        await writing;
        await AssertReadAsync(Snapshot(1, bytes: 4_000_000));
        Assert.Equal(version, (await FactsAsync("demo")).Count);
    }

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
