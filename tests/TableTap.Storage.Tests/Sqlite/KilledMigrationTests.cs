using System.Diagnostics;
using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A process that brings an old store up to date is killed without warning, each time a little later.</summary>
public sealed class KilledMigrationTests
{
    private const int Orders = 4_000;
    private const double Later = 1.3;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly int Newest = Schema.Scripts.Count;

    [Fact]
    public async Task It_ends_as_if_nobody_had_killed_it()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        try
        {
            var killed = Path.Combine(directory.FullName, "killed.db");
            var whole = Path.Combine(directory.FullName, "whole.db");
            MakeOld(killed);
            MakeOld(whole);
            using (var connection = Open(whole))
            {
                Migrations.Apply(connection, 1, Schema.Scripts);
            }

            var versions = new List<long>();
            var delay = TimeSpan.Zero;
            for (; versions.LastOrDefault() < Newest; delay = delay * Later + First)
            {
                versions.Add(await StartAndKillAsync(killed, delay));
                Assert.Equal("ok", Ask<string>(killed, "PRAGMA quick_check"));
            }

            Assert.True(versions.Count > 1, "It was never killed before its end.");
            Assert.Equal(versions.Order(), versions);
            foreach (var content in Contents)
            {
                Assert.Equal(Ask<string>(whole, content), Ask<string>(killed, content));
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What the old store held, in the form of the newest schema; streams of the process that was killed are left out.</summary>
    private static readonly string[] Contents =
    [
        "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)",
        "SELECT count(*) || ' ' || sum(length(data)) || ' ' || group_concat(DISTINCT subject IS NULL) FROM fact WHERE stream = 1",
        "SELECT group_concat(term || at || subject) FROM (SELECT term, at, subject FROM entry WHERE stream = 1 ORDER BY term, at, subject)",
    ];

    private static void MakeOld(string path)
    {
        using var connection = Open(path);
        Migrations.Apply(connection, 0, [Schema.Scripts[0]]);
        Statement.Run(
            connection,
            $$"""
            INSERT INTO stream VALUES (1, 'cafe:demo', {{Orders * 2}});
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{Orders}})
            INSERT INTO fact (stream, version, type, at, data)
            SELECT 1, i, 'order_created', i, CAST('{"orderId":"o' || i || '","ownerId":"john"}' AS BLOB) FROM n
            UNION ALL
            SELECT 1, {{Orders}} + i, 'order_completed', {{Orders}} + i, CAST('{"orderId":"o' || i || '"}' AS BLOB) FROM n;
            """
        );
    }

    private static async Task<long> StartAndKillAsync(string path, TimeSpan delay)
    {
        var appender = Path.Combine(AppContext.BaseDirectory, "TableTap.Storage.Appender.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [appender, path])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

        // Its first step on the store, so that the delay counts from there on a machine of any speed.
        await Patience.UntilAsync(
            () => File.Exists(path + "-wal") || process.HasExited,
            pauseMs: 1
        );

        await Task.Delay(delay, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Ask<long>(path, "PRAGMA user_version");
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static T Ask<T>(string path, string select)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = select;
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }
}
