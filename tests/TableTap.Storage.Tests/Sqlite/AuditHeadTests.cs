using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>
/// Whoever can write the store's file, and knows how hashes are made, but has not the server's key: what they recompute is found
/// (section 9).
/// </summary>
public sealed class AuditHeadTests : IDisposable
{
    private readonly ProcessClock _time = new(Batch.Noon);
    private readonly ServerKeys _keys;

    public AuditHeadTests() =>
        _keys = new(
            KeyRing.Empty,
            new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(365)),
            _time,
            _ => { },
            _ => { }
        );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task The_head_of_each_chain_is_signed_with_each_commit()
    {
        await using var temp = await FiveLinesAsync();

        var heads = await temp.Journal.AuditHeadsAsync(Cancel);

        Assert.Equal(["demo", "server"], heads.Select(head => head.Head.Chain));
        Assert.All(heads, head => Assert.Equal(head.Head, AuditHead.Read(head.Token, _keys.Find)));
        Assert.Equal((5, null), Short(Verify(temp)));
        _time.Advance(TimeSpan.FromDays(40));
        await temp.RestartAsync();
        await LineAsync(temp, "m-6");
        Assert.Equal((6, null), Short(Verify(temp)));
        Assert.Equal(2, _keys.Published.Count);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'ben' WHERE number = 3 AND chain = 1", 5)]
    [InlineData("UPDATE audit SET actor = 'ben' WHERE number = 5 AND chain = 1", 5)]
    [InlineData("DELETE FROM audit WHERE number >= 4 AND chain = 1", 3)]
    [InlineData("DELETE FROM audit WHERE chain = 1", 0)]
    [InlineData(
        "INSERT INTO audit (chain, number, at, actor, role, command, message_id, result, count) SELECT 1, 6, at, actor, role, command, 'm-6', result, 1 FROM audit WHERE number = 5 AND chain = 1",
        6
    )]
    [InlineData(
        "UPDATE chain SET trimmed = 2, trimmed_hash = (SELECT hash FROM audit WHERE chain = 1 AND number = 2) WHERE id = 1; DELETE FROM audit WHERE number < 3 AND chain = 1",
        5
    )]
    [InlineData("UPDATE chain SET head = NULL WHERE id = 1", 5)]
    [InlineData("UPDATE chain SET head = head || 'A' WHERE id = 1", 5)]
    [InlineData("UPDATE chain SET head = (SELECT head FROM chain WHERE id = 2) WHERE id = 1", 5)]
    public async Task A_recomputed_chain_is_found_and_stays_found(string deed, long last)
    {
        await using var temp = await FiveLinesAsync();
        Run(temp.Path, deed);
        Recompute(temp.Path);

        // Without the key every hash is right; with it, the end is not what was signed.
        using (var blind = AuditArchive.Open(temp.Path))
        {
            Assert.Null(blind.Verify("demo").Broken);
        }

        Assert.Equal(last, Verify(temp).Broken);
        Assert.Null(Verify(temp, "server").Broken);

        // The server goes on after it, and says so in the chain for good.
        await LineAsync(temp, "next");
        var verdict = Verify(temp);
        Assert.Equal(last + 1, verdict.Broken);
        Assert.Contains("the server found", verdict.Problem, StringComparison.Ordinal);
        await temp.RestartAsync();
        await LineAsync(temp, "after-that");
        Assert.Equal(last + 1, Verify(temp).Broken);
        using var archive = AuditArchive.Open(temp.Path, _keys.Find);
        Assert.Equal(
            ["", "next", "after-that"],
            archive.Lines("demo").Skip((int)verdict.Lines - 1).Select(one => one.Line.MessageId)
        );
    }

    [Fact]
    public async Task An_older_file_put_back_is_found_by_a_head_that_was_told()
    {
        await using var temp = await FiveLinesAsync();
        var told = (await temp.Journal.AuditHeadsAsync(Cancel))[0].Head;
        await LineAsync(temp, "m-6");
        Assert.Null(Verify(temp, "demo", told).Broken);
        var later = (await temp.Journal.AuditHeadsAsync(Cancel))[0];

        // As if the file of line 5 had been put back, with the head that was signed then.
        Run(temp.Path, "DELETE FROM audit WHERE number = 6 AND chain = 1");
        Recompute(temp.Path);
        using (var connection = Open(temp.Path))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "UPDATE chain SET head = $1 WHERE id = 1";
            command.Parameters.AddWithValue("$1", new MessageSeal(_keys).Sign(told));
            command.ExecuteNonQuery();
        }

        Assert.Null(Verify(temp).Broken);
        Assert.Equal(6, Verify(temp, "demo", later.Head).Broken);
        Assert.Null(Verify(temp, "demo", told).Broken);
    }

    [Fact]
    public async Task A_key_that_nobody_has_signed_with_counts_for_nothing()
    {
        await using var temp = await FiveLinesAsync();
        using var archive = AuditArchive.Open(temp.Path, _ => null);

        Assert.Equal(5, archive.Verify("demo").Broken);
    }

    [Fact]
    public async Task What_goes_by_its_age_is_signed_for()
    {
        await using var temp = await FiveLinesAsync();
        _time.Advance(TimeSpan.FromDays(300));
        await LineAsync(temp, "m-6");
        _time.Advance(TimeSpan.FromDays(100));
        await Patience.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(Verify(temp).Trimmed == 5);
        });

        Assert.Equal((1, null), Short(Verify(temp)));
        Assert.Equal(5, (await temp.Journal.AuditHeadsAsync(Cancel))[0].Head.Trimmed);
    }

    [Fact]
    public async Task What_was_written_before_heads_were_signed_is_signed_at_the_update()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        var path = Path.Combine(directory.FullName, "journal.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            Migrations.Apply(connection, 0, [.. Schema.Scripts.Take(7)]);
            Statement.Run(connection, "INSERT INTO chain (id, name, last) VALUES (1, 'demo', 1)");
            Statement.Run(
                connection,
                "INSERT INTO audit (chain, number, at, actor, role, command, message_id, result) VALUES (1, 1, 638000000000000000, 'anna', 'employee', 'order_cancel', 'm-1', 'processed')"
            );
        }

        Recompute(path, hasReason: false);
        await using (
            var journal = await SqliteJournal.OpenAsync(
                new() { Path = path, Seal = new(_keys) },
                _time,
                NullLogger.Instance,
                Cancel
            )
        )
        {
            using var archive = AuditArchive.Open(path, _keys.Find);
            Assert.Equal((1, null), Short(archive.Verify("demo")));
        }

        directory.Delete(recursive: true);
    }

    private async Task<TempJournal> FiveLinesAsync()
    {
        var temp = await TempJournal.OpenAsync(
            _time,
            options => options with { Seal = new(_keys) }
        );
        for (var number = 1; number <= 5; number++)
        {
            await LineAsync(temp, $"m-{number}");
            await temp.Journal.AppendAsync(Batch.Of("demo").Audit("server", $"s-{number}"), Cancel);
        }

        return temp;
    }

    private async Task LineAsync(TempJournal temp, string messageId) =>
        await temp.Journal.AppendAsync(
            Batch.Of("demo") with
            {
                Audit =
                [
                    Batch.Of("demo").Audit("demo", messageId).Audit[0] with
                    {
                        At = _time.GetUtcNow(),
                    },
                ],
            },
            Cancel
        );

    private ChainVerification Verify(
        TempJournal temp,
        string chain = "demo",
        params IReadOnlyList<AuditHead> known
    )
    {
        using var archive = AuditArchive.Open(temp.Path, _keys.Find);
        return archive.Verify(chain, known);
    }

    private static (long, long?) Short(ChainVerification verdict) =>
        (verdict.Lines, verdict.Broken);

    /// <summary>Makes all hashes of the first chain right, as whoever reads the protocol's page can.</summary>
    private static void Recompute(string path, bool hasReason = true)
    {
        using var connection = Open(path);
        var number = Statement.Ask(connection, "SELECT trimmed FROM chain WHERE id = 1")!.Value;
        var hash = Bytes(connection, "SELECT trimmed_hash FROM chain WHERE id = 1");
        foreach (var line in AuditRows.Of(connection, 1, "demo", number, 1000, hasReason))
        {
            number = line.Number;
            hash = AuditLink.Of(hash, number, line.Line);
            using var link = new Statement(
                connection,
                "UPDATE audit SET hash = $2 WHERE chain = 1 AND number = $1",
                2
            );
            link.Execute(number, hash);
        }

        using var end = new Statement(
            connection,
            "UPDATE chain SET last = $1, hash = $2 WHERE id = 1",
            2
        );
        end.Execute(number, hash);
    }

    private static byte[] Bytes(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as byte[] ?? AuditLink.Beginning.ToArray();
    }

    private static void Run(string path, string sql)
    {
        using var connection = Open(path);
        Statement.Run(connection, sql);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
