using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>Whoever changes the audit behind the server's back is found out, at the first line that is wrong.</summary>
public sealed class AuditArchiveTests
{
    private readonly ProcessClock _time = new(Batch.Noon);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_audit_is_right_beside_a_running_server()
    {
        await using var temp = await FiveLinesAsync();

        Assert.Equal(new ChainVerification("demo", 5, 0, null, null), Verify(temp));
        using var archive = AuditArchive.Open(temp.Path);
        Assert.Equal(["demo", "server"], archive.Chains);
        Assert.Equal(
            ["m-1", "m-2", "m-3", "m-4", "m-5"],
            archive.Lines("demo").Select(entry => entry.Line.MessageId)
        );
        Assert.Empty(archive.Lines("nowhere"));
        Assert.Throws<ArgumentException>(() => archive.Verify("nowhere"));
    }

    [Fact]
    public async Task Who_takes_lines_elsewhere_and_stops_does_not_hold_the_log_open()
    {
        await using var temp = await FiveLinesAsync();
        using var archive = AuditArchive.Open(temp.Path);
        using var lines = archive.Lines("demo").GetEnumerator();
        Assert.True(lines.MoveNext());

        await temp.Journal.AppendAsync(Batch.Of("demo").Audit("demo", "later"), Cancel);
        using var connection = new SqliteConnection($"Data Source={temp.Path};Pooling=False");
        connection.Open();
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";

        Assert.Equal(0L, checkpoint.ExecuteScalar());
        Assert.Equal(0, new FileInfo(temp.Path + "-wal").Length);
        var left = 1;
        while (lines.MoveNext())
        {
            left++;
        }

        // What came after the first line was asked for belongs to the next export.
        Assert.Equal(5, left);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'ben' WHERE number = 3 AND chain = 1", 3)]
    [InlineData("UPDATE audit SET result = 'processed ' WHERE number = 1 AND chain = 1", 1)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE number = 2 AND chain = 1", 2)]
    [InlineData("UPDATE audit SET address = NULL WHERE number = 2 AND chain = 1", 2)]
    [InlineData("UPDATE audit SET count = 2 WHERE number = 5 AND chain = 1", 5)]
    [InlineData("UPDATE audit SET target = '' WHERE number = 5 AND chain = 1", 5)]
    [InlineData("UPDATE audit SET hash = zeroblob(32) WHERE number = 4 AND chain = 1", 4)]
    [InlineData("DELETE FROM audit WHERE number = 1 AND chain = 1", 1)]
    [InlineData("DELETE FROM audit WHERE number = 3 AND chain = 1", 3)]
    [InlineData("DELETE FROM audit WHERE number >= 4 AND chain = 1", 4)]
    [InlineData("DELETE FROM audit WHERE chain = 1", 1)]
    [InlineData(
        "UPDATE audit SET number = -2 WHERE number = 2 AND chain = 1; UPDATE audit SET number = 2 WHERE number = 3 AND chain = 1; UPDATE audit SET number = 3 WHERE number = -2 AND chain = 1",
        2
    )]
    [InlineData("UPDATE chain SET last = 4 WHERE id = 1", 5)]
    [InlineData("UPDATE chain SET hash = zeroblob(32) WHERE id = 1", 5)]
    [InlineData(
        "UPDATE chain SET trimmed = 2 WHERE id = 1; DELETE FROM audit WHERE number < 3 AND chain = 1",
        3
    )]
    public async Task The_first_line_that_is_wrong_is_named(string deed, long line)
    {
        await using var temp = await FiveLinesAsync();
        Run(temp.Path, deed);

        var verdict = Verify(temp);

        Assert.Equal(line, verdict.Broken);
        Assert.NotNull(verdict.Problem);
        using var archive = AuditArchive.Open(temp.Path);
        Assert.Null(archive.Verify("server").Broken);
    }

    [Fact]
    public async Task Cutting_off_the_old_end_keeps_what_the_rest_hangs_on()
    {
        await using var temp = await FiveLinesAsync();
        _time.Advance(TimeSpan.FromDays(300));
        await temp.Journal.AppendAsync(
            Batch.Of("demo") with
            {
                Audit =
                [
                    Batch.Of("demo").Audit("demo", "m-6").Audit[0] with
                    {
                        At = _time.GetUtcNow(),
                    },
                ],
            },
            Cancel
        );
        _time.Advance(TimeSpan.FromDays(100));
        await Patience.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(Ask(temp.Path, "SELECT count(*) FROM audit") == 1);
        });

        Assert.Equal(new ChainVerification("demo", 1, 5, null, null), Verify(temp));
        await temp.RestartAsync();
        await temp.Journal.AppendAsync(Batch.Of("demo").Audit("demo", "m-7"), Cancel);
        Assert.Equal((2, 5, null), Short(Verify(temp)));
        Run(temp.Path, "DELETE FROM audit WHERE number = 6");
        Assert.Equal(6, Verify(temp).Broken);
    }

    [Fact]
    public async Task A_store_from_before_the_chains_gets_them()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        var path = Path.Combine(directory.FullName, "journal.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            Migrations.Apply(connection, 0, [Schema.Scripts[0]]);
            Statement.Run(
                connection,
                """
                INSERT INTO chain (id, name, last) VALUES (1, 'demo', 2500), (2, 'trimmed', 7);
                WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO audit (chain, number, at, actor, role, address, command, message_id, result)
                SELECT 1, i, 638000000000000000 + i, 'anna', 'employee', NULL, 'order_cancel', 'm-' || i, 'processed' FROM n;
                """
            );
        }

        await using (
            var journal = await SqliteJournal.OpenAsync(
                new() { Path = path, AuditRetention = TimeSpan.FromDays(3650) },
                _time,
                NullLogger.Instance,
                Cancel
            )
        )
        {
            await journal.AppendAsync(
                Batch.Of("demo").Audit("demo", "new").Audit("trimmed", "new"),
                Cancel
            );
        }

        using (var archive = AuditArchive.Open(path))
        {
            Assert.Equal(new("demo", 2498, 3, null, null), archive.Verify("demo"));
            Assert.Equal(new("trimmed", 1, 7, null, null), archive.Verify("trimmed"));
        }

        Run(path, "UPDATE audit SET actor = 'ben' WHERE number = 2000");
        using (var archive = AuditArchive.Open(path))
        {
            Assert.Equal(2000, archive.Verify("demo").Broken);
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_no_store_is_refused_in_words()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        var path = Path.Combine(directory.FullName, "journal.db");

        Assert.Contains(
            "no store",
            Assert.Throws<StoreRefusedException>(() => AuditArchive.Open(path)).Message,
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(path, new string('x', 10_000), Cancel);
        Assert.Throws<StoreRefusedException>(() => AuditArchive.Open(path));
        directory.Delete(recursive: true);
    }

    private async Task<TempJournal> FiveLinesAsync()
    {
        var temp = await TempJournal.OpenAsync(_time);
        for (var number = 1; number <= 5; number++)
        {
            await temp.Journal.AppendAsync(Batch.Of("demo").Audit("demo", $"m-{number}"), Cancel);
            await temp.Journal.AppendAsync(Batch.Of("demo").Audit("server", $"s-{number}"), Cancel);
        }

        return temp;
    }

    private static ChainVerification Verify(TempJournal temp)
    {
        using var archive = AuditArchive.Open(temp.Path);
        return archive.Verify("demo");
    }

    private static (long, long, long?) Short(ChainVerification verdict) =>
        (verdict.Lines, verdict.Trimmed, verdict.Broken);

    private static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Statement.Run(connection, sql);
    }

    private static long? Ask(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return Statement.Ask(connection, sql);
    }
}
