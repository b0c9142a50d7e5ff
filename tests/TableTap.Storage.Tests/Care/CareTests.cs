using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Care;

/// <summary>Backup while others write, restore, and a look at everything.</summary>
public sealed class CareTests : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tabletap-");
    private TempJournal _temp = null!;
    private Task _heard = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(_directory.FullName, "backup.db");

    public async ValueTask InitializeAsync()
    {
        _temp = await TempJournal.OpenAsync(new FakeTimeProvider(Batch.Noon));
        Listen();
    }

    public async ValueTask DisposeAsync()
    {
        await _temp.DisposeAsync();
        await _heard;
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_backup_made_while_a_server_writes_is_one_moment()
    {
        await SayAsync(0, 50);
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var number = 50; !enough.IsCancellationRequested; number++)
            {
                await SayAsync(number, 1);
            }
        });
        await BackupAsync();
        await enough.CancelAsync();
        await writing;

        using var copy = StoreInspection.Open(Backup);
        Assert.Null(copy.FirstFault());
        var figures = copy.Figures();
        Assert.InRange(figures.Messages, 50, long.MaxValue);
        Assert.Equal(figures.Messages, figures.Facts);
        Assert.Equal(figures.Messages, figures.Answers);
        Assert.Equal(_temp.Journal.Epoch, figures.Epoch);
        Assert.Equal([Backup], Directory.GetFiles(_directory.FullName));
    }

    [Fact]
    public async Task A_backup_is_made_for_its_owner_alone_and_tells_how_far_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await LargeAsync();
        var told = new List<(long Done, long All)>();
        await StoreBackup.RunAsync(
            _temp.Path,
            Backup,
            (done, all) => told.Add((done, all)),
            Cancel
        );

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            new FileInfo(Backup).UnixFileMode
        );
        Assert.True(told.Count > 1);
        Assert.Equal(told.Select(one => one.Done).Order(), told.Select(one => one.Done));
        Assert.Equal(told[^1].All, told[^1].Done);
    }

    [Fact]
    public async Task A_backup_that_is_stopped_leaves_nothing()
    {
        await LargeAsync();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            StoreBackup.RunAsync(_temp.Path, Backup, (_, _) => stop.Cancel(), stop.Token)
        );

        Assert.Empty(Directory.GetFiles(_directory.FullName));
    }

    [Fact]
    public async Task A_backup_replaces_no_file_and_needs_a_store_and_a_place()
    {
        await File.WriteAllTextAsync(Backup, "mine", Cancel);
        Assert.Contains(
            "there already",
            await RefusedBackupAsync(_temp.Path, Backup),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is no store",
            await RefusedBackupAsync(Backup + "x", Backup + "y"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cannot be written",
            await RefusedBackupAsync(_temp.Path, Backup + "/x"),
            StringComparison.Ordinal
        );
        Assert.Equal("mine", await File.ReadAllTextAsync(Backup, Cancel));
    }

    [Fact]
    public async Task A_restore_brings_back_the_moment_under_a_new_epoch_with_its_answers()
    {
        await SayAsync(0, 3);
        await BackupAsync();
        await SayAsync(3, 2);
        var epoch = _temp.Journal.Epoch;
        await _temp.Journal.DisposeAsync();

        var aside = await RestoreAsync();

        Assert.True(File.Exists(aside));
        await _temp.RestartAsync();
        Listen();
        Assert.NotEqual(epoch, _temp.Journal.Epoch);
        var head = await _temp.Journal.HeadsAsync([General], Cancel);
        Assert.Equal(new(3, 1), head.Heads[General]);
        Assert.NotNull(await _temp.Journal.FindAnswerAsync(Batch.AnswerTo("c2").Key, Cancel));
        Assert.Null(await _temp.Journal.FindAnswerAsync(Batch.AnswerTo("c3").Key, Cancel));
        Assert.False(
            (
                await _temp.Journal.AppendAsync(
                    Batch.Of("demo").Answer(Batch.AnswerTo("c2")),
                    Cancel
                )
            ).Committed
        );
        await SayAsync(3, 1);
        using var old = StoreInspection.Open(aside!);
        Assert.Equal(5, old.Figures().Messages);
        Assert.Equal(epoch, old.Figures().Epoch);
    }

    [Fact]
    public async Task A_restore_is_refused_while_a_server_runs_and_changes_nothing()
    {
        await SayAsync(0, 1);
        await BackupAsync();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(RestoreAsync);

        Assert.True(refused.IsInUse);
        await SayAsync(1, 1);
        Assert.False(File.Exists(_temp.Path + ".restoring"));
    }

    [Theory]
    [InlineData("nothing there")]
    [InlineData("no database")]
    [InlineData("cut short")]
    [InlineData("another program")]
    [InlineData("newer")]
    public async Task A_backup_of_no_use_leaves_the_store_as_it_was(string kind)
    {
        await SayAsync(0, 200);
        await BackupAsync();
        await SpoilAsync(kind);
        await _temp.Journal.DisposeAsync();

        await Assert.ThrowsAsync<StoreRefusedException>(RestoreAsync);

        Assert.DoesNotContain(
            Directory.GetFiles(Path.GetDirectoryName(_temp.Path)!),
            file => file.Contains("restoring", StringComparison.Ordinal)
        );
        await _temp.RestartAsync();
        Listen();
        Assert.Equal(
            200,
            (await _temp.Journal.HeadsAsync([General], Cancel)).Heads[General].Sequence
        );
    }

    [Fact]
    public async Task A_restore_that_was_cut_off_between_the_stores_stops_the_start_and_may_be_repeated()
    {
        await SayAsync(0, 3);
        await BackupAsync();
        await _temp.Journal.DisposeAsync();
        File.Move(_temp.Path, _temp.Path + ".restoring");

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => _temp.RestartAsync());
        Assert.Contains("cut off", refused.Message, StringComparison.Ordinal);
        Assert.Null(await RestoreAsync());

        await _temp.RestartAsync();
        Listen();
        Assert.Equal(
            3,
            (await _temp.Journal.HeadsAsync([General], Cancel)).Heads[General].Sequence
        );
    }

    [Fact]
    public async Task A_restore_that_cannot_take_the_stores_place_leaves_the_store_there()
    {
        await SayAsync(0, 3);
        await BackupAsync();
        await SayAsync(3, 1);
        await _temp.Journal.DisposeAsync();

        // The new store is gone when its moment comes.
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            StoreRestore.RunAsync(
                Backup,
                _temp.Path,
                Batch.Noon,
                (done, all) =>
                {
                    if (done == all)
                    {
                        Directory.CreateDirectory(
                            $"{_temp.Path}.replaced-{Batch.Noon.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}"
                        );
                    }
                },
                Cancel
            )
        );

        Assert.Contains("cannot be replaced", refused.Message, StringComparison.Ordinal);
        await _temp.RestartAsync();
        Listen();
        Assert.Equal(
            4,
            (await _temp.Journal.HeadsAsync([General], Cancel)).Heads[General].Sequence
        );
    }

    [Fact]
    public async Task A_damaged_store_can_be_replaced_and_is_kept_aside()
    {
        await SayAsync(0, 3);
        await BackupAsync();
        await _temp.Journal.DisposeAsync();
        await File.WriteAllTextAsync(_temp.Path, new string('x', 5000), Cancel);

        var aside = await RestoreAsync();

        Assert.StartsWith(
            "xxx",
            await File.ReadAllTextAsync(aside!, Cancel),
            StringComparison.Ordinal
        );
        await _temp.RestartAsync();
        Listen();
    }

    [Theory]
    [InlineData(
        "DELETE FROM message WHERE sequence = 3",
        "Channel 'cafe:demo:general': sequence 2 is followed by 4"
    )]
    [InlineData(
        "DELETE FROM message WHERE sequence = 9",
        "its last message has sequence 8, but its head is 9"
    )]
    [InlineData(
        "UPDATE message SET position = 100 WHERE sequence = 4",
        "position 100, after the last one given"
    )]
    [InlineData(
        "UPDATE message SET position = position + 50 WHERE sequence = 4; UPDATE store SET position = 100",
        "sequence 5 was committed"
    )]
    [InlineData("DELETE FROM channel", "belongs to a channel that is not there")]
    [InlineData("UPDATE store SET history_bytes = 7", "said to have 7 bytes")]
    [InlineData("DELETE FROM fact WHERE version = 5", "Stream 'demo': version 4 is followed by 6")]
    [InlineData(
        "DELETE FROM fact WHERE version = 9",
        "its last fact has version 8, but its head is 9"
    )]
    [InlineData("DELETE FROM fact WHERE version = 1", "its facts begin with version 2")]
    [InlineData("DELETE FROM stream", "belongs to a stream that is not there")]
    [InlineData("DELETE FROM snapshot_part", "a snapshot of 1 parts has 0")]
    [InlineData(
        "DELETE FROM audit WHERE number = 2",
        "Audit chain 'demo': line 1 is followed by 3"
    )]
    [InlineData("UPDATE chain SET last = 12", "its last line is 9, but its head is 12")]
    [InlineData("DELETE FROM store", "The table 'store' is broken")]
    [InlineData("UPDATE snapshot SET version = 44", "a snapshot has version 44, but its head is 9")]
    [InlineData(
        "INSERT INTO cursor (channel, sequence, at) VALUES (1, 10, 0)",
        "its owner confirmed sequence 10, but its head is 9"
    )]
    public async Task What_does_not_fit_together_is_said_in_words(string damage, string words)
    {
        await SayAsync(0, 9);
        await _temp.Journal.WriteSnapshotAsync(
            new("demo", SnapshotKind.Latest, 4, "s", new byte[10], Batch.Noon),
            Cancel
        );
        Assert.Null(Fault());
        Run(damage);

        Assert.Contains(words, Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trimmed_ends_are_no_fault()
    {
        await SayAsync(0, 9);
        await _temp.Journal.WriteSnapshotAsync(
            new("demo", SnapshotKind.Base, 6, "s", new byte[10], Batch.Noon),
            Cancel
        );
        Run(
            "DELETE FROM fact WHERE version <= 5; DELETE FROM audit WHERE number < 9; DELETE FROM answer;"
                + "DELETE FROM message WHERE sequence < 8; UPDATE store SET history_bytes = (SELECT total(length(frame) + 160) FROM message)"
        );
        Assert.Null(Fault());

        Run("DELETE FROM fact WHERE version <= 7");
        Assert.Contains("but its base holds only those up to 6", Fault(), StringComparison.Ordinal);
    }

    private string? Fault()
    {
        using var store = StoreInspection.Open(_temp.Path);
        return store.FirstFault();
    }

    private async Task SayAsync(int from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            var batch = Batch
                .Of("demo")
                .Fact("{}")
                .Message(General, $"m{number}")
                .Answer(Batch.AnswerTo($"c{number}"))
                .Audit("demo", $"c{number}");
            Assert.True((await _temp.Journal.AppendAsync(batch, Cancel)).Committed);
        }
    }

    private async Task LargeAsync()
    {
        for (var number = 0; number < 6; number++)
        {
            await _temp.Journal.AppendAsync(
                Batch.Of("demo") with
                {
                    Messages = [Batch.Draft(General, $"large{number}", 2_000_000)],
                },
                Cancel
            );
        }
    }

    private Task BackupAsync() => StoreBackup.RunAsync(_temp.Path, Backup, (_, _) => { }, Cancel);

    private Task<string?> RestoreAsync() =>
        StoreRestore.RunAsync(Backup, _temp.Path, Batch.Noon, (_, _) => { }, Cancel);

    private static async Task<string> RefusedBackupAsync(string store, string target) =>
        (
            await Assert.ThrowsAsync<StoreRefusedException>(() =>
                StoreBackup.RunAsync(store, target, (_, _) => { }, Cancel)
            )
        ).Message;

    private async Task SpoilAsync(string kind)
    {
        if (kind == "nothing there")
        {
            File.Delete(Backup);
        }
        else if (kind == "no database")
        {
            await File.WriteAllTextAsync(Backup, new string('x', 5000), Cancel);
        }
        else if (kind == "cut short")
        {
            await using var file = File.OpenWrite(Backup);
            file.SetLength(file.Length / 2);
        }
        else
        {
            using var connection = new SqliteConnection($"Data Source={Backup};Pooling=False");
            connection.Open();
            Statement.Run(
                connection,
                kind == "newer" ? "PRAGMA user_version = 99" : "PRAGMA application_id = 7"
            );
        }
    }

    private void Listen()
    {
        var journal = _temp.Journal;
        _heard = Task.Run(async () =>
        {
            await foreach (var _ in journal.Committed.ReadAllAsync()) { }
        });
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_temp.Path};Pooling=False");
        connection.Open();
        Statement.Run(connection, sql);
    }
}
