using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TableTap.Testing;

/// <summary>
/// Runs validators that others wrote (ajv, the AsyncAPI parser, jose) under Node, with the packages of the lock file beside it.
/// </summary>
public static class SecondOpinion
{
    private static readonly string Folder = Path.Combine(
        Repository.Root,
        "tests",
        "TableTap.Protocol.Tests",
        "SecondOpinion"
    );

    /// <summary>What they say, or why they cannot be asked here.</summary>
    /// <param name="question">What the script reads.</param>
    /// <param name="script">Who is asked.</param>
    /// <exception cref="InvalidOperationException">The script failed; says how.</exception>
    public static async Task<(JsonNode? Answer, string Reason)> AskAsync(
        JsonObject question,
        string script = "check.mjs"
    )
    {
        try
        {
            if (await InstallAsync() is { } missing)
            {
                return (null, missing);
            }

            var (answered, answer, complaint) = await RunAsync(
                "node",
                [script],
                question.ToJsonString()
            );
            return answered
                ? (JsonNode.Parse(answer), "")
                : throw new InvalidOperationException(complaint);
        }
        catch (Win32Exception missing)
        {
            return (null, $"Node is not installed: {missing.Message}");
        }
    }

    // What could not be installed; null where all is there. Several suites ask at the same time, and half of a package answers nobody.
    private static async Task<string?> InstallAsync()
    {
        await using var only = await AloneAsync();
        // npm writes it last.
        if (File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            return null;
        }

        var (installed, _, trouble) = await RunAsync(
            "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            ""
        );
        return installed ? null : $"npm cannot install the validators: {trouble.Trim()}";
    }

    private static async Task<FileStream> AloneAsync()
    {
        var place = Path.Combine(Path.GetTempPath(), $"tabletap-validators-{Place()}.lock");
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                return new(place, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (patience.Elapsed < TimeSpan.FromMinutes(5))
            {
                // Another suite installs them.
            }
        }
    }

    // Each copy of the repository has its own.
    private static string Place() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..16];

    private static async Task<(bool Success, string Output, string Error)> RunAsync(
        string program,
        string[] arguments,
        string input
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, await output, await error);
    }
}
