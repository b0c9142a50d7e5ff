using System.Diagnostics;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>
/// The README's "Five minutes to a first order", played word for word against the real server: its shell lines are run, its
/// frames are sent, and what it promises has to come.
/// </summary>
public sealed partial class FirstOrderTests
{
    private static readonly Document Readme = Document.Of("README.md");

    [Fact]
    public async Task A_reader_of_the_readme_gets_a_coffee()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");
        await using var server = await ServerProcess.StartAsync();
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        var sockets = new Dictionary<string, RawSocket>(StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var block in Readme.BlocksUnder("five-minutes-to-a-first-order"))
            {
                if (block.Language == "sh")
                {
                    foreach (var line in block.Text.Split('\n'))
                    {
                        await RunAsync(server, line, tokens, sockets, seen);
                    }
                }
                else
                {
                    await SendAsync(block, sockets, seen);
                }
            }

            await sockets["guest"].ExpectAsync("order_completed");
            await sockets["anna"].ExpectAsync("order_assigned");
        }
        finally
        {
            foreach (var socket in sockets.Values)
            {
                await socket.DisposeAsync();
            }
        }
    }

    private static async Task RunAsync(
        ServerProcess server,
        string line,
        Dictionary<string, string> tokens,
        Dictionary<string, RawSocket> sockets,
        Dictionary<string, string> seen
    )
    {
        if (TokenLine().Match(line) is { Success: true } token)
        {
            var words = Words()
                .Matches(token.Groups["arguments"].Value)
                .Select(match => match.Value.Trim('"'));
            var (exitCode, output) = await ServerProcess.RunAsync([
                .. words,
                "--data",
                server.DataDirectory,
            ]);
            Assert.Equal(0, exitCode);
            tokens[token.Groups["name"].Value] = output.Trim();
        }
        else if (SocketTransport().Match(line) is { Success: true } socket)
        {
            var name = socket.Groups["name"].Value;
            var opened = await RawSocket.OpenAsync(server.Socket, tokens[name]);
            await opened.ExpectAsync("connection_established");
            sockets[name.ToLowerInvariant()] = opened;
        }
        else
        {
            await ShellAsync(
                Filled(
                    line.Replace("http://localhost:3001", server.Http.ToString().TrimEnd('/')),
                    seen
                ),
                tokens
            );
            await sockets["guest"].ExpectAsync("payment_processed");
        }
    }

    private static async Task SendAsync(
        Block block,
        Dictionary<string, RawSocket> sockets,
        Dictionary<string, string> seen
    )
    {
        var (who, expected) = block.Language.Split(' ') is ["json", var name, var types]
            ? (name, types["expects=".Length..].Split(','))
            : throw new InvalidOperationException(
                $"The block '{block.Language}' says nobody who sends it."
            );
        if (block.Text.Contains("PICKUP_CODE", StringComparison.Ordinal))
        {
            var ready = await sockets["guest"].ExpectAsync("order_ready");
            seen["PICKUP_CODE"] = ready.Data().Text("pickupCode");
        }

        await sockets[who].SendAsync(Filled(block.Text, seen));
        foreach (var type in expected)
        {
            var frame = await sockets[who].ExpectAsync(type);
            if (type == "order_created")
            {
                seen["ORDER_ID"] = frame.Data().Text("orderId");
                Assert.Equal("4.00", frame.Data().Raw("total"));
            }
        }
    }

    private static string Filled(string text, Dictionary<string, string> seen) =>
        seen.Aggregate(text, (all, pair) => all.Replace(pair.Key, pair.Value));

    private static async Task ShellAsync(string line, Dictionary<string, string> variables)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", line])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        using var shell = Process.Start(info)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{line}\n{output}");
    }

    [GeneratedRegex(@"^(?<name>\w+)=\$\(\./run (?<arguments>.+)\)$")]
    private static partial Regex TokenLine();

    [GeneratedRegex(@"^websocat ""ws://localhost:3001/v1\?token=\$(?<name>\w+)""$")]
    private static partial Regex SocketTransport();

    [GeneratedRegex(@"""[^""]*""|\S+")]
    private static partial Regex Words();
}
