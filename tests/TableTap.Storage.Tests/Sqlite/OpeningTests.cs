using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>What is refused at the start, and with which words.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tabletap-");

    private string Store => Path.Combine(_directory.FullName, "data", "journal.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_new_store_is_made_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var journal = await OpenAsync();
        await journal.AppendAsync(Batch.Of("demo").Fact("1"), CancellationToken.None);

        var files = Directory.GetFiles(Path.GetDirectoryName(Store)!);
        Assert.Contains(Store + "-wal", files);
        Assert.All(
            files,
            file =>
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    new FileInfo(file).UnixFileMode
                )
        );
    }

    [Fact]
    public async Task Two_stores_have_two_epochs()
    {
        await using var journal = await OpenAsync();
        await using var other = await TempJournal.OpenAsync();

        Assert.NotEqual(journal.Epoch, other.Journal.Epoch);
        Assert.True(Identifier.IsValid(journal.Epoch));
    }

    [Fact]
    public async Task A_second_server_is_refused_until_the_first_has_gone()
    {
        var first = await OpenAsync();
        await RefusedAsync("Another TableTap server", "data directory");
        await first.DisposeAsync();

        await using var second = await OpenAsync();
        Assert.Equal(first.Epoch, second.Epoch);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        await MakeAsync();
        Run("PRAGMA user_version = 99");

        await RefusedAsync("schema 99", "newer");
        Run($"PRAGMA user_version = {Schema.Scripts.Count}");
        await using var journal = await OpenAsync();
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Store)!);
        Run("CREATE TABLE theirs (x)");

        await RefusedAsync("another program");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Store)!);
        await File.WriteAllTextAsync(Store, new string('x', 10_000));

        await RefusedAsync("not a TableTap store", "backup");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(4096 + 2)]
    [InlineData(3 * 4096)]
    public async Task A_damaged_store_is_refused(int at)
    {
        await MakeAsync();
        await DamageAsync(at);

        await RefusedAsync("backup");
    }

    [Fact]
    public async Task A_store_cut_short_is_refused()
    {
        await MakeAsync();
        await using (var file = File.OpenWrite(Store))
        {
            file.SetLength(file.Length - 8192);
        }

        await RefusedAsync("damaged", "backup");
    }

    [Theory]
    [InlineData("DROP TABLE message", "table message is missing")]
    [InlineData("DROP INDEX answer_of_command", "index answer_of_command is missing")]
    [InlineData("ALTER TABLE fact DROP COLUMN at", "table fact is not as it should be")]
    public async Task A_store_without_a_part_of_its_schema_is_refused(string damage, string words)
    {
        await MakeAsync();
        Run(damage);

        await RefusedAsync(words, "tabletap journal restore");
    }

    [Fact]
    public async Task A_large_store_is_looked_at_without_reading_it_all()
    {
        await MakeAsync();
        await DamageAsync(3 * 4096);
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        connection.Open();

        IntegrityCheck.Run(connection, Store, smallBytes: 0);
        Assert.Throws<StoreRefusedException>(() => IntegrityCheck.Run(connection, Store));
    }

    [Fact]
    public async Task A_path_that_cannot_be_a_file_is_refused()
    {
        Directory.CreateDirectory(Store);

        await RefusedAsync(Store);
    }

    public static TheoryData<string, SqliteJournalOptions> Wrong()
    {
        var good = new SqliteJournalOptions { Path = "x.db" };
        return new()
        {
            { "Path", good with { Path = " " } },
            { "HistoryRetention", good with { HistoryRetention = TimeSpan.FromSeconds(59) } },
            { "HistoryMaxBytes", good with { HistoryMaxBytes = 1 } },
            { "AnswerRetention", good with { AnswerRetention = TimeSpan.Zero } },
            { "AuditRetention", good with { AuditRetention = TimeSpan.FromHours(1) } },
            { "TrimInterval", good with { TrimInterval = TimeSpan.FromHours(2) } },
            { "TrimBatchSize", good with { TrimBatchSize = 0 } },
            { "SweepInterval", good with { SweepInterval = TimeSpan.Zero } },
            { "GroupBatches", good with { GroupBatches = 10_001 } },
            { "GroupBytes", good with { GroupBytes = 0 } },
            { "QueueCapacity", good with { QueueCapacity = 0 } },
            { "CommittedCapacity", good with { CommittedCapacity = -1 } },
            { "BusyTimeout", good with { BusyTimeout = TimeSpan.FromSeconds(-1) } },
            { "CommitPatience", good with { CommitPatience = TimeSpan.FromMinutes(2) } },
            { "Readers", good with { Readers = 65 } },
        };
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task An_option_out_of_range_is_refused_by_name_and_range(
        string name,
        SqliteJournalOptions options
    )
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(options));
        Assert.StartsWith($"{name} is '", refused.Message, StringComparison.Ordinal);
        Assert.Contains("allowed is", refused.Message, StringComparison.Ordinal);
    }

    private Task<SqliteJournal> OpenAsync() => OpenAsync(new SqliteJournalOptions { Path = Store });

    private static Task<SqliteJournal> OpenAsync(SqliteJournalOptions options) =>
        SqliteJournal.OpenAsync(
            options,
            TimeProvider.System,
            NullLogger.Instance,
            TestContext.Current.CancellationToken
        );

    private async Task MakeAsync()
    {
        await using var journal = await OpenAsync();
        var batch = Enumerable
            .Range(0, 200)
            .Aggregate(Batch.Of("demo", 0), (all, number) => all.Fact($"{number:D200}"));
        await journal.AppendAsync(batch, CancellationToken.None);
    }

    private async Task DamageAsync(int at)
    {
        await using var file = File.OpenWrite(Store);
        file.Position = at;
        file.Write(Encoding.ASCII.GetBytes(new string('?', 4096)));
    }

    private async Task RefusedAsync(params string[] words)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);
        Assert.Contains(Store, refused.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        connection.Open();
        Statement.Run(connection, sql);
    }
}
