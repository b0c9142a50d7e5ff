using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing.Databases;

namespace TableTap.Cli.Tests;

/// <summary><c>tabletap journal</c> on the store of a real server, running or not.</summary>
[Collection("Environment")]
public sealed class JournalCommandTests : IAsyncLifetime
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}""";

    private readonly TemporaryDirectory _directory = new();
    private TestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(_directory.Path, "backup.db");

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Storage:SnapshotEvery", "100"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Stats_say_what_a_running_servers_store_holds()
    {
        await OrderAsync("o1");
        var table = await RunAsync("stats");
        var json = await RunAsync("stats", "--json");

        Assert.Equal(ExitCode.Done, table.ExitCode);
        Assert.Contains("audit lines", table.Output, StringComparison.Ordinal);
        using var figures = JsonDocument.Parse(json.Output);
        Assert.Equal(1, figures.RootElement.GetProperty("answers").GetInt64());
        Assert.True(figures.RootElement.GetProperty("facts").GetInt64() > 5);
        Assert.True(figures.RootElement.GetProperty("position").GetInt64() > 0);
    }

    [Fact]
    public async Task Verify_goes_through_a_running_servers_store_and_through_a_backup()
    {
        for (var number = 0; number < 30; number++)
        {
            await OrderAsync($"o{number}", $"guest_{number}");
        }

        var running = await RunAsync("verify");
        await RunAsync("backup", Backup);
        var backup = await RunAsync("verify", Backup);

        Assert.Equal((ExitCode.Done, ""), (running.ExitCode, running.Error));
        Assert.StartsWith("ok: ", running.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ""), (backup.ExitCode, backup.Error));
    }

    [Theory]
    [InlineData(
        "UPDATE fact SET data = '{' WHERE version = 3 AND stream = (SELECT id FROM stream WHERE name = 'cafe:demo')",
        "broken fact"
    )]
    [InlineData(
        "UPDATE fact SET type = 'order_teleported' WHERE version = 3 AND stream = (SELECT id FROM stream WHERE name = 'cafe:demo')",
        "order_teleported"
    )]
    [InlineData(
        "UPDATE message SET message_id = 'msg_x' WHERE position = 2",
        "is of another message"
    )]
    [InlineData("UPDATE answer SET frame = x'7b7d'", "The answer to command 'o1' is broken")]
    [InlineData("UPDATE snapshot_part SET data = zeroblob(10)", "snapshot of stream 'cafe:demo'")]
    [InlineData("UPDATE store SET history_bytes = 7", "said to have 7 bytes")]
    public async Task Verify_says_the_first_thing_that_is_broken_and_ends_with_1(
        string damage,
        string words
    )
    {
        await OrderAsync("o1");
        await _server.StopAsync();
        await SnapshotAsync();
        await RunSqlAsync(damage.Replace("'{'", "x'7b'", StringComparison.Ordinal));

        var run = await RunAsync("verify");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_answered_before_a_backup_is_not_carried_out_again_after_a_restore()
    {
        var first = await OrderAsync("once");
        await RunAsync("backup", Backup);
        await OrderAsync("later");
        var refused = await RunAsync("restore", Backup);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("Another TableTap server", refused.Error, StringComparison.Ordinal);
        var epoch = await EpochAsync();
        await _server.StopAsync();

        var run = await RunAsync("restore", Backup);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("delete it when all is well", run.Output, StringComparison.Ordinal);
        await _server.RestartAsync();
        Assert.NotEqual(epoch, await EpochAsync());
        Assert.Equal(first.GetRawText(), (await OrderAsync("once")).GetRawText());
        await ComesBackWithoutHistoryAsync(epoch);
    }

    [Fact]
    public async Task A_server_says_in_one_line_why_it_does_not_start_on_a_damaged_store()
    {
        await _server.StopAsync();
        await using (var file = File.OpenWrite(Store))
        {
            file.SetLength(file.Length / 2);
        }

        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["serve", "--urls", "http://127.0.0.1:0", "--data", _server.DataDirectory],
            output,
            error,
            Cancel
        );

        Assert.Equal(ExitCode.Failed, exitCode);
        var line = Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Contains(Store, line, StringComparison.Ordinal);
        Assert.Contains("damaged", line, StringComparison.Ordinal);
        Assert.Contains("tabletap journal restore FILE", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage)]
    [InlineData(ExitCode.Usage, "backup")]
    [InlineData(ExitCode.Usage, "restore")]
    [InlineData(ExitCode.Usage, "epoch")]
    [InlineData(ExitCode.Usage, "mend")]
    [InlineData(ExitCode.Usage, "restore", "/nowhere/backup.db")]
    [InlineData(ExitCode.Failed, "backup", "/nowhere/backup.db")]
    [InlineData(ExitCode.Usage, "verify", "/nowhere/backup.db")]
    public async Task What_cannot_be_done_ends_with_its_code_and_words(
        int exitCode,
        params string[] arguments
    )
    {
        var run = await RunAsync(arguments);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private async Task<RawSocket> ConnectAsync()
    {
        var socket = await RawSocket.OpenAsync(
            _server.SocketUrl,
            _server.Token("guest", Role.Customer)
        );
        socket.Established = await socket.ExpectAsync("connection_established");
        return socket;
    }

    [Fact]
    public async Task A_store_that_was_copied_to_postgres_serves_on_under_the_same_epoch()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        var target = await (await PostgresServer.Shared).NewSchemaAsync();
        var words = Path.Combine(_directory.Path, "words");
        await File.WriteAllTextAsync(words, target + "\n", Cancel);
        var first = await OrderAsync("once");
        var epoch = await EpochAsync();

        var running = await RunAsync("copy", "--to-file", words);
        await _server.StopAsync();
        var copied = await RunAsync("copy", "--to-file", words);
        var again = await RunAsync("copy", "--to", target);

        Assert.Equal(ExitCode.Failed, running.ExitCode);
        Assert.Contains("uses the store", running.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ""), (copied.ExitCode, copied.Error));
        Assert.Contains("copied and compared", copied.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.Contains("holds a store already", again.Error, StringComparison.Ordinal);
        await _server.RestartAsync(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", target)
        );
        Assert.Equal(epoch, await EpochAsync());
        Assert.Equal(first.GetRawText(), (await OrderAsync("once")).GetRawText());
        await OrderAsync("twice");
    }

    [Fact]
    public async Task A_database_that_gets_a_new_epoch_keeps_its_answers_and_no_position_of_before()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        var target = await (await PostgresServer.Shared).NewSchemaAsync();
        await _server.RestartAsync(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", target)
        );
        var first = await OrderAsync("once");
        var epoch = await EpochAsync();
        await _server.StopAsync();

        var run = await RunAsync("epoch", "--to", target);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        await _server.RestartAsync();
        var now = await EpochAsync();
        Assert.NotEqual(epoch, now);
        Assert.Contains(now, run.Output, StringComparison.Ordinal);
        Assert.Equal(first.GetRawText(), (await OrderAsync("once")).GetRawText());
        await ComesBackWithoutHistoryAsync(epoch);
    }

    [Fact]
    public async Task A_copy_needs_one_place_to_go_to()
    {
        Assert.Equal(ExitCode.Usage, (await RunAsync("copy")).ExitCode);
        Assert.Equal(
            ExitCode.Usage,
            (await RunAsync("copy", "--to", "Host=x", "--to-file", "y")).ExitCode
        );
        await _server.StopAsync();
        var refused = await RunAsync("copy", "--to", "Host=127.0.0.1;Port=1;Password=pw-12345");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("cannot be reached", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pw-12345", refused.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> OrderAsync(string id, string guest = "guest")
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(guest, Role.Customer),
            $$$"""{"type":"order_create","messageId":"{{{id}}}","data":{{{Order}}}}"""
        );
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        using var parsed = JsonDocument.Parse(text);
        Assert.Equal("message_acknowledged", parsed.RootElement.Text("type"));
        return parsed.RootElement.Clone();
    }

    // Who has a position of another epoch loads its state anew.
    private async Task ComesBackWithoutHistoryAsync(string epoch)
    {
        await using var guest = await ConnectAsync();
        await guest.SendAsync(
            $$$"""{"type":"reconnect","data":{"channels":["orders:customer:guest"],"positions":{"orders:customer:guest":1},"epoch":"{{{epoch}}}"}}"""
        );
        var error = await guest.ExpectAsync("error");
        Assert.Contains("HISTORY_UNAVAILABLE", error.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<string> EpochAsync()
    {
        await using var guest = await ConnectAsync();
        return guest.Established.Data().Text("epoch");
    }

    // A base of the café's first state.
    private async Task SnapshotAsync()
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new() { Path = Store },
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );
        var cafe = Cafe.Empty("demo");
        await foreach (var fact in journal.ReadStreamAsync("cafe:demo", 0, Cancel))
        {
            cafe = CafeStream.Next(cafe, fact);
            if (cafe.Version == 2)
            {
                break;
            }
        }

        await journal.WriteSnapshotAsync(
            SnapshotCodec.Take(cafe, SnapshotKind.Base, TimeProvider.System.GetUtcNow()),
            Cancel
        );
    }

    private string Store => Path.Combine(_server.DataDirectory, "tabletap.db");

    private async Task RunSqlAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancel));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] data = arguments is [] ? [] : ["--data", _server.DataDirectory];
        var exitCode = await CommandLine.RunAsync(
            ["journal", .. arguments, .. data],
            output,
            error,
            Cancel
        );
        return (exitCode, output.ToString(), error.ToString());
    }
}
