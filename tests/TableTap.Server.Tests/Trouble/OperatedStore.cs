using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using TableTap.Cli;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>The program's commands on a data directory, and orders by HTTP to the server that runs on it.</summary>
/// <param name="data">The data directory.</param>
internal sealed class OperatedStore(string data)
{
    // What the system says of a process that SIGKILL ended.
    private const int Killed = 137;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Data => data;

    /// <summary>The store's file.</summary>
    public string Journal => Path.Combine(data, "tabletap.db");

    /// <summary>Runs a command in this process.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(
            [.. arguments, "--data", data],
            output,
            error,
            Cancel
        );
        return (exitCode, output.ToString() + error);
    }

    /// <summary>
    /// Runs a command as a process of its own and kills it a while after it began to write. Gives its exit code, null where it was
    /// killed before its end, and all that it said.
    /// </summary>
    /// <param name="first">The file that it makes first, or makes anew.</param>
    /// <param name="after">How long it may go on from there.</param>
    /// <param name="arguments">The command.</param>
    public async Task<(int? ExitCode, string Output)> RunAndKillAsync(
        string first,
        TimeSpan after,
        params string[] arguments
    )
    {
        var before = File.GetLastWriteTimeUtc(first);
        using var process = Process.Start(
            ServerProgram.Command(ServerProgram.Server, [.. arguments, "--data", data])
        )!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        try
        {
            await Patience.UntilAsync(
                () => process.HasExited || File.GetLastWriteTimeUtc(first) != before,
                pauseMs: 1
            );
            await Task.WhenAny(process.WaitForExitAsync(Cancel), Task.Delay(after, Cancel));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Cancel);
        }

        var exitCode = process.ExitCode == Killed ? (int?)null : process.ExitCode;
        return (exitCode, await output + await error);
    }

    /// <summary>Orders a latte as a guest; gives the status and the answer.</summary>
    public async Task<(int Status, string Body)> OrderAsync(Uri server, string guest)
    {
        var token = new StringWriter();
        await CommandLine.RunAsync(
            ["token", "--user", guest, "--role", "customer", "--cafe", "demo", "--data", data],
            token,
            TextWriter.Null,
            Cancel
        );
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            token.ToString().Trim()
        );
        using var order = new StringContent(
            """{"type":"order_create","messageId":"m","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await http.PostAsync(new Uri(server, "/v1/commands"), order, Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
