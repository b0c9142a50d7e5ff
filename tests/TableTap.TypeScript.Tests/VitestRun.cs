using System.Diagnostics;
using System.Text.Json;
using TableTap.Testing;

[assembly: AssemblyFixture(typeof(TableTap.TypeScript.Tests.VitestRun))]

namespace TableTap.TypeScript.Tests;

/// <summary>How one test of the TypeScript client ended.</summary>
public sealed record VitestTest(string Name, string Status, string Messages);

/// <summary>
/// One run of all tests of the TypeScript client, against the server that these tests were built with. Without Node, or without
/// what <c>npm ci</c> brings, nothing is run, and the reason is told.
/// </summary>
public sealed class VitestRun : IAsyncLifetime
{
    // Each test of it has bounds of its own; this one is for a run that hangs.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private const string Runner = "node_modules/vitest/vitest.mjs";

    private Dictionary<string, IReadOnlyList<VitestTest>> _files = new(StringComparer.Ordinal);

    /// <summary>The folder of the client.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "clients/typescript");

    /// <summary>Why nothing was run; null where something was.</summary>
    public string? Missing { get; private set; }

    /// <summary>All that the run wrote.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The tests of a file.</summary>
    /// <param name="file">Its name, below the client's folder.</param>
    public IReadOnlyList<VitestTest> Of(string file) => _files.GetValueOrDefault(file, []);

    public async ValueTask InitializeAsync()
    {
        Missing =
            !File.Exists(Path.Combine(Folder, Runner))
                ? "vitest is not installed: run 'npm ci' in clients/typescript."
            : Node() is null ? "Node is not installed."
            : null;
        if (Missing is null)
        {
            await RunAsync();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? Node() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node"))
            .FirstOrDefault(File.Exists);

    private async Task RunAsync()
    {
        var report = Path.GetTempFileName();
        var info = new ProcessStartInfo(
            Node()!,
            [Runner, "run", "--reporter=json", $"--outputFile={report}"]
        )
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!info.Environment.ContainsKey("TABLETAP_BINARY"))
        {
            info.Environment["TABLETAP_ASSEMBLY"] = Path.Combine(
                AppContext.BaseDirectory,
                ServerProgram.Server
            );
        }

        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        Output = await output + await error;
        _files = Read(await File.ReadAllTextAsync(report));
        File.Delete(report);
    }

    private static Dictionary<string, IReadOnlyList<VitestTest>> Read(string report)
    {
        if (report.Length == 0)
        {
            return new(StringComparer.Ordinal);
        }

        using var document = JsonDocument.Parse(report);
        return document
            .RootElement.GetProperty("testResults")
            .EnumerateArray()
            .ToDictionary(
                file => Path.GetRelativePath(Folder, file.GetProperty("name").GetString()!),
                file =>
                    (IReadOnlyList<VitestTest>)
                        [.. file.GetProperty("assertionResults").EnumerateArray().Select(Test)],
                StringComparer.Ordinal
            );
    }

    private static VitestTest Test(JsonElement test) =>
        new(
            test.GetProperty("fullName").GetString()!,
            test.GetProperty("status").GetString()!,
            string.Join('\n', test.GetProperty("failureMessages").EnumerateArray())
        );
}
