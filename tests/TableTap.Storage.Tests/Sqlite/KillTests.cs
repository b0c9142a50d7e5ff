using System.Diagnostics;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A process that appends is killed without warning, again and again.</summary>
public sealed class KillTests
{
    private const int Kills = 4;

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_exactly_once_and_without_a_hole()
    {
        var directory = Directory.CreateTempSubdirectory("tabletap-");
        try
        {
            var path = Path.Combine(directory.FullName, "journal.db");
            var acknowledged = new HashSet<string>();
            for (var kill = 1; kill <= Kills; kill++)
            {
                await AppendUntilKilledAsync(path, acknowledged, 150 * kill);
                await AppendedJournal.CheckAsync(path, acknowledged);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task AppendUntilKilledAsync(
        string path,
        HashSet<string> acknowledged,
        int count
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [AppendedJournal.Program, path])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        for (var line = 0; line < count; line++)
        {
            var id =
                await process
                    .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                    .AsTask()
                    .Soon()
                ?? throw new InvalidOperationException(
                    await process.StandardError.ReadToEndAsync()
                );
            Assert.True(acknowledged.Add(id), $"{id} was acknowledged twice");
        }

        process.Kill();

        // What it had said before it died counts too.
        while (
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                is { } id
        )
        {
            acknowledged.Add(id);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
