using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>
/// A write-ahead log that lost commits is never taken for one that a crash cut off: the store is refused, as it is, until somebody
/// says what to do. The files are those of a running store, as a <c>kill -9</c> leaves them.
/// </summary>
public sealed class LostLogTests : IAsyncLifetime
{
    private const int HeaderBytes = 32;
    private const int FrameBytes = 24 + 4096;
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly string _directory = Directory.CreateTempSubdirectory("tabletap-").FullName;
    private int _copies;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Killed => Path.Combine(_directory, "killed.db");

    private int Frames => (int)((new FileInfo(Killed + "-wal").Length - HeaderBytes) / FrameBytes);

    public async ValueTask InitializeAsync()
    {
        await using var temp = await TempJournal.OpenAsync();
        for (var number = 1; number <= 20; number++)
        {
            await temp.Journal.AppendAsync(
                Batch
                    .Of("demo")
                    .Fact("x")
                    .Message(General, $"m{number}")
                    .Audit("demo", $"c{number}"),
                Cancel
            );
        }

        foreach (var file in (string[])["", "-wal", ".last"])
        {
            File.Copy(temp.Path + file, Killed + file);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_log_that_a_crash_left_is_read_back_without_a_word()
    {
        Assert.Equal(20, await LastAsync(Copy()));
        Assert.Equal(20, await LastAsync(Copy(".last")));
    }

    [Fact]
    public async Task A_damaged_byte_in_any_frame_is_found()
    {
        for (var frame = 0; frame < Frames; frame++)
        {
            var store = Copy();
            Damage(store, frame);
            await RefusedAsync(store);
        }
    }

    [Fact]
    public async Task A_log_cut_off_anywhere_is_found()
    {
        for (var frame = 0; frame < Frames; frame++)
        {
            var store = Copy();
            Cut(store, HeaderBytes + (frame * (long)FrameBytes) + (frame % 2 * 1000));
            await RefusedAsync(store);
        }
    }

    [Fact]
    public async Task A_log_that_is_gone_is_found()
    {
        var removed = Copy("-wal");
        await RefusedAsync(removed);
        var headless = Copy();
        Write(headless + "-wal", 5, 0xEE);
        await RefusedAsync(headless);
        var gone = Copy("", "-wal");
        await RefusedAsync(gone);
    }

    [Fact]
    public async Task Commits_behind_a_gap_prove_it_where_nothing_else_does()
    {
        var store = Copy(".last");
        Damage(store, Frames / 2);

        await RefusedAsync(store);
    }

    [Fact]
    public async Task The_rest_of_a_commit_that_a_power_cut_left_is_no_damage()
    {
        var store = Copy(".last");
        Damage(store, Frames - 1);
        Assert.Equal(19, await LastAsync(store));

        var torn = Copy();
        using (var log = File.Open(torn + "-wal", FileMode.Append))
        {
            // Another commit's beginning: frames of this log without an end.
            var bytes = await File.ReadAllBytesAsync(Killed + "-wal", Cancel);
            log.Write(bytes.AsSpan(HeaderBytes, FrameBytes));
        }

        Assert.Equal(20, await LastAsync(torn));
    }

    [Fact]
    public async Task What_is_refused_stays_as_it_is()
    {
        var store = Copy();
        Damage(store, Frames / 2);
        var before = await File.ReadAllBytesAsync(store + "-wal", Cancel);
        await RefusedAsync(store);
        await RefusedAsync(store);

        Assert.Equal(before, await File.ReadAllBytesAsync(store + "-wal", Cancel));
        await File.WriteAllBytesAsync(
            store + "-wal",
            await File.ReadAllBytesAsync(Killed + "-wal", Cancel),
            Cancel
        );
        Assert.Equal(20, await LastAsync(store));
    }

    [Fact]
    public async Task A_salvaged_store_goes_on_with_what_is_left_under_a_new_epoch()
    {
        var store = Copy();
        var epoch = await EpochAsync(Copy());
        Damage(store, Frames / 2);
        await RefusedAsync(store);

        var aside = StoreSalvage.Run(store, Batch.Noon);

        Assert.Equal(new FileInfo(Killed + "-wal").Length, new FileInfo(aside!).Length);
        Assert.InRange(await LastAsync(store), 1, 19);
        Assert.NotEqual(epoch, await EpochAsync(store));
        using var inspection = StoreInspection.Open(store);
        Assert.Null(inspection.FirstFault());
    }

    private static async Task RefusedAsync(string store)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(store));
        Assert.Contains("journal salvage", refused.Message, StringComparison.Ordinal);
        Assert.Contains("journal restore", refused.Message, StringComparison.Ordinal);
    }

    private static Task<SqliteJournal> OpenAsync(string store) =>
        SqliteJournal.OpenAsync(
            new() { Path = store },
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );

    private static async Task<long> LastAsync(string store)
    {
        await using var journal = await OpenAsync(store);
        return (await journal.HeadsAsync([General], Cancel)).Heads[General].Sequence;
    }

    private static async Task<string> EpochAsync(string store)
    {
        await using var journal = await OpenAsync(store);
        return journal.Epoch;
    }

    private string Copy(params string[] without)
    {
        var store = Path.Combine(_directory, $"copy-{++_copies}.db");
        foreach (var file in ((string[])["", "-wal", ".last"]).Except(without))
        {
            File.Copy(Killed + file, store + file);
        }

        return store;
    }

    private static void Damage(string store, int frame) =>
        Write(store + "-wal", HeaderBytes + (frame * (long)FrameBytes) + 24 + 1234, 0xEE);

    private static void Cut(string store, long length)
    {
        using var log = File.Open(store + "-wal", FileMode.Open);
        log.SetLength(length);
    }

    private static void Write(string path, long at, byte difference)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = at;
        var was = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(was ^ difference));
    }
}
