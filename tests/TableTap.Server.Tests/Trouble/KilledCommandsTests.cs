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
/// that say how to go on.
/// </summary>
[Collection("Environment")]
public sealed class KilledCommandsTests : IDisposable
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly TemporaryDirectory _directory = new();
    private readonly OperatedStore _store;

    public KilledCommandsTests() => _store = new(Path.Combine(_directory.Path, "data"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_store.Data, "tabletap.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_server_killed_while_it_starts_and_makes_its_tables_starts_the_next_time()
    {
        for (var delay = 100; delay <= 1300; delay += 200)
        {
            await _store.RunAndKillAsync(
                TimeSpan.FromMilliseconds(delay),
                "serve",
                "--demo",
                "--urls",
                "http://127.0.0.1:0"
            );
        }

        await using var server = Server();
        await server.StartAsync();
        Assert.Equal(200, (await _store.OrderAsync(server.Http, "g")).Status);
        await DoneAsync("journal", "verify");
    }

    [Fact]
    public async Task A_backup_killed_half_way_is_not_there_or_is_whole()
    {
        await FillAsync();
        var delay = TimeSpan.FromMilliseconds(150);
        for (var number = 1; ; number++, delay *= 1.3)
        {
            var backup = Path.Combine(_directory.Path, $"backup-{number}.db");
            var ended = await _store.RunAndKillAsync(delay, "journal", "backup", backup);
            if (File.Exists(backup))
            {
                await DoneAsync("journal", "verify", backup);
            }

            if (ended)
            {
                Assert.True(File.Exists(backup));
                break;
            }

            // The same name again, over what the killed one left.
            if (number == 2 && !File.Exists(backup))
            {
                await DoneAsync("journal", "backup", backup);
            }
        }

        await DoneAsync("journal", "verify");
    }

    [Fact]
    public async Task A_restore_killed_half_way_leaves_the_old_store_or_the_new_one_or_says_what_to_do()
    {
        await FillAsync();
        var backup = Path.Combine(_directory.Path, "backup.db");
        await DoneAsync("journal", "backup", backup);
        var delay = TimeSpan.FromMilliseconds(150);
        while (!await _store.RunAndKillAsync(delay, "journal", "restore", backup))
        {
            if (File.Exists(Journal))
            {
                await DoneAsync("journal", "verify");
                await OpenAsync();
            }
            else
            {
                var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);
                Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
            }

            delay *= 1.3;
        }

        await DoneAsync("journal", "verify");
        await OpenAsync();
    }

    [Fact]
    public async Task An_import_under_load_leaves_a_store_that_fits_together()
    {
        var file = Path.Combine(_directory.Path, "corner.yaml");
        await File.WriteAllTextAsync(file, Example.Yaml, Cancel);
        await using var server = Server();
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

    private ServerProgram Server() =>
        new(new(_store.Data, ["--demo"], new Dictionary<string, string>(StringComparer.Ordinal)));

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

    private async Task DoneAsync(params string[] arguments)
    {
        var (exitCode, output) = await _store.RunAsync(arguments);
        Assert.True(exitCode == ExitCode.Done, output);
    }
}
