using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cli;
using TableTap.Protocol.Channels;
using TableTap.Server.Testing;
using TableTap.Storage;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>
/// The real program is killed at any moment of what it does to a store: what is there afterwards is whole, or is refused with words
/// that say how to go on. Each moment counts from the first file that it writes, and each test fails where no kill came before the end.
/// </summary>
[Collection("Environment")]
public sealed class KilledCommandsTests : IDisposable
{
    private const int MostRounds = 5;
    private const double Later = 1.5;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(30);
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly TemporaryDirectory _directory = new();
    private readonly OperatedStore _store;

    public KilledCommandsTests() => _store = new(Path.Combine(_directory.Path, "data"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => _store.Journal;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_server_killed_while_it_starts_and_makes_its_tables_starts_the_next_time()
    {
        var file = await FileAsync();
        var number = 0;
        OperatedStore? earliest = null;
        await KillLaterAndLaterAsync(async delay =>
        {
            var store = new OperatedStore(Path.Combine(_directory.Path, $"data-{++number}"));
            var (exitCode, output) = await store.RunAndKillAsync(
                store.Journal,
                delay,
                "serve",
                "--demo",
                "--urls",
                "http://127.0.0.1:0"
            );
            Assert.True(exitCode is null, output);
            var wasReady = output.Contains("ready on ", StringComparison.Ordinal);
            if (!wasReady && earliest is null)
            {
                earliest = store;
            }
            else
            {
                // Opens it as the server does, without another process.
                await DoneAsync(store, "cafe", "import", file);
                await DoneAsync(store, "journal", "verify");
            }

            return wasReady;
        });

        Assert.NotNull(earliest);
        await using var server = Server(earliest);
        await server.StartAsync();
        Assert.Equal(200, (await earliest.OrderAsync(server.Http, "g")).Status);
        await DoneAsync(earliest, "journal", "verify");
    }

    [Fact]
    public async Task A_backup_killed_half_way_is_not_there_or_is_whole()
    {
        await FillAsync();
        var number = 0;
        await KillLaterAndLaterAsync(async delay =>
        {
            var backup = Path.Combine(_directory.Path, $"backup-{++number}.db");
            var (exitCode, output) = await _store.RunAndKillAsync(
                backup + ".partial",
                delay,
                "journal",
                "backup",
                backup
            );
            if (File.Exists(backup))
            {
                await DoneAsync("journal", "verify", backup);
            }

            if (exitCode is { } ended)
            {
                Assert.True(ended == ExitCode.Done && File.Exists(backup), output);
            }
            else if (number == 2 && !File.Exists(backup))
            {
                // The same name again, over what the killed one left.
                await DoneAsync("journal", "backup", backup);
            }

            return exitCode is not null;
        });

        await DoneAsync("journal", "verify");
    }

    [Fact]
    public async Task A_restore_killed_half_way_leaves_the_old_store_or_the_new_one_or_says_what_to_do()
    {
        await FillAsync();
        var backup = Path.Combine(_directory.Path, "backup.db");
        await DoneAsync("journal", "backup", backup);
        await KillLaterAndLaterAsync(async delay =>
        {
            var (exitCode, output) = await _store.RunAndKillAsync(
                Journal + ".restoring",
                delay,
                "journal",
                "restore",
                backup
            );
            Assert.True(exitCode is null or ExitCode.Done, output);
            if (exitCode is not null || File.Exists(Journal))
            {
                await DoneAsync("journal", "verify");
                await OpenAsync();
            }
            else
            {
                var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);
                Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
            }

            return exitCode is not null;
        });
    }

    [Fact]
    public async Task An_import_under_load_leaves_a_store_that_fits_together()
    {
        var file = await FileAsync();
        await using var server = Server(_store);
        await server.StartAsync();
        using var enough = new CancellationTokenSource();
        var guests = Enumerable.Range(1, 3).Select(GuestAsync).ToList();
        for (var import = 0; import < 6; import++)
        {
            await DoneAsync("cafe", "import", file, "--url", server.Http.ToString());
            await DoneAsync("journal", "verify");
        }

        await enough.CancelAsync();
        var orders = (await Task.WhenAll(guests)).Sum();
        await server.KillAsync();
        await DoneAsync("journal", "verify");
        await DoneAsync("audit", "verify");
        using var store = StoreInspection.Open(Journal);
        var answered = store.Answers().Count(answer => answer.Key.MessageId == "m");
        Assert.Equal((orders, true), (answered, orders > 3));

        async Task<int> GuestAsync(int guest)
        {
            var placed = 0;
            while (!enough.IsCancellationRequested)
            {
                var (status, body) = await _store.OrderAsync(server.Http, $"g{guest}-{placed}");
                Assert.True(status == 200, body);
                placed++;
            }

            return placed;
        }
    }

    // The first kill comes at once, each other one later, until the command came to its end. Where it was faster than all of them, again.
    private static async Task KillLaterAndLaterAsync(Func<TimeSpan, Task<bool>> runAndKill)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var kills = 0;
            for (var delay = TimeSpan.Zero; !await runAndKill(delay); delay = delay * Later + First)
            {
                kills++;
                Assert.True(delay < Patience.Bound, $"It did not come to its end in {delay}.");
            }

            if (kills > 0)
            {
                return;
            }
        }

        Assert.Fail($"It was never killed before its end, in {MostRounds} rounds.");
    }

    private static ServerProgram Server(OperatedStore store) =>
        new(new(store.Data, ["--demo"], new Dictionary<string, string>(StringComparer.Ordinal)));

    private async Task<string> FileAsync()
    {
        var file = Path.Combine(_directory.Path, "corner.yaml");
        await File.WriteAllTextAsync(file, Example.Yaml, Cancel);
        return file;
    }

    // Some megabytes, so that a copy takes a while.
    private async Task FillAsync()
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new() { Path = Journal },
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );
        for (var number = 0; number < 60; number++)
        {
            var draft = Batch.Draft(General, $"m{number}", 1 << 20);
            await journal.AppendAsync(Batch.Of("filling") with { Messages = [draft] }, Cancel);
        }
    }

    private async Task OpenAsync()
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new() { Path = Journal },
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );
    }

    private Task DoneAsync(params string[] arguments) => DoneAsync(_store, arguments);

    private static async Task DoneAsync(OperatedStore store, params string[] arguments)
    {
        var (exitCode, output) = await store.RunAsync(arguments);
        Assert.True(exitCode == ExitCode.Done, output);
    }
}
