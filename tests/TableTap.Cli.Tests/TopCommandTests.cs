using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary><c>tabletap top</c>, against a server that runs.</summary>
public sealed class TopCommandTests : IAsyncLifetime
{
    private const string Script = "/usr/bin/script";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Once_it_prints_what_it_saw_for_people_or_for_scripts()
    {
        var plain = await RunAsync("--once", "--every", "0.5", "--data", _server.DataDirectory);
        Assert.True(plain.ExitCode == ExitCode.Done, plain.Error);
        Assert.StartsWith("tabletap ", plain.Output, StringComparison.Ordinal);
        Assert.Contains("connections 0 of ", plain.Output, StringComparison.Ordinal);
        Assert.Contains("demo", plain.Output, StringComparison.Ordinal);
        // Nothing that only a terminal understands.
        Assert.DoesNotContain('\u001b', plain.Output);

        var json = await RunAsync(
            "--once",
            "--json",
            "--every",
            "0.5",
            "--sort",
            "lag",
            "--token",
            _server.Token("root", Role.Admin)
        );
        Assert.True(json.ExitCode == ExitCode.Done, json.Error);
        using var status = JsonDocument.Parse(json.Output);
        Assert.Equal(
            "ready",
            status.RootElement.GetProperty("server").GetProperty("state").GetString()
        );
        // The second look has rates.
        Assert.True(status.RootElement.GetProperty("rates").GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task It_goes_on_until_it_is_stopped_which_is_its_good_end()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        await using var output = new LineCounter(2, stop);
        var code = await CommandLine.RunAsync(
            [
                "top",
                "--json",
                "--every",
                "0.5",
                "--url",
                _server.Url.ToString(),
                "--data",
                _server.DataDirectory,
            ],
            output,
            TextWriter.Null,
            stop.Token
        );
        Assert.Equal(ExitCode.Done, code);
        Assert.True(output.Lines >= 2);
    }

    [Fact]
    public async Task On_a_terminal_a_key_sorts_the_channels_and_another_leaves()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists(Script),
            "There is no script(1), which gives a program a terminal."
        );
        using var guest = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await guest.SendAsync(
            Encoding.UTF8.GetBytes(
                """{"type":"subscribe","data":{"channels":["cafe:demo:general"]}}"""
            ),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );
        using var terminal = Process.Start(
            OnATerminal(
                "top",
                "--every",
                "0.5",
                "--url",
                _server.Url.ToString(),
                "--token",
                _server.Token("root", Role.Admin)
            )
        )!;
        var drawn = new StringBuilder();
        var reading = ReadAsync(terminal.StandardOutput, drawn);
        try
        {
            await Patience.UntilAsync(() =>
                Last(drawn).Contains("cafe:demo:general", StringComparison.Ordinal)
                && Last(drawn).Contains("readers*", StringComparison.Ordinal)
            );
            await PressAsync('l', screen => screen.Contains("lag*", StringComparison.Ordinal));
            await PressAsync('n', screen => !screen.Contains('*'));
            await PressAsync('r', screen => screen.Contains("readers*", StringComparison.Ordinal));
            await terminal.StandardInput.WriteAsync('q');
            await terminal.WaitForExitAsync(TestContext.Current.CancellationToken).Soon();
            await reading.Soon();
        }
        finally
        {
            if (!terminal.HasExited)
            {
                terminal.Kill(entireProcessTree: true);
            }
        }

        Assert.Equal(ExitCode.Done, terminal.ExitCode);

        // Not faster than the server lets itself be asked.
        Task PressAsync(char key, Predicate<string> holds) =>
            Patience.UntilAsync(
                () => holds(Last(drawn)),
                () => terminal.StandardInput.Write(key),
                pauseMs: 500
            );
    }

    [Fact]
    public async Task What_hinders_it_is_said()
    {
        var foreign = await RunAsync("--once", "--token", _server.Token("maya", Role.Manager));
        Assert.Equal(ExitCode.Failed, foreign.ExitCode);
        Assert.Contains("administrator", foreign.Error, StringComparison.Ordinal);
        var expired = await RunAsync("--once", "--token", "nonsense");
        Assert.Equal(ExitCode.Failed, expired.ExitCode);
        Assert.Contains("refused the token", expired.Error, StringComparison.Ordinal);
        using var error = new StringWriter();
        Assert.Equal(
            ExitCode.Failed,
            await CommandLine.RunAsync(
                ["top", "--once", "--url", "http://127.0.0.1:9", "--token", "x"],
                TextWriter.Null,
                error,
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("does not answer", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await RunAsync("--every", "0.1")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await RunAsync("--sort", "size")).ExitCode);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] options
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["top", "--url", _server.Url.ToString(), .. options],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (code, output.ToString(), error.ToString());
    }

    private static ProcessStartInfo OnATerminal(params string[] arguments)
    {
        var info = ServerProgram.Command(ServerProgram.Server, arguments);
        var command = string.Join(
            ' ',
            info.ArgumentList.Prepend(info.FileName).Select(part => $"'{part}'")
        );
        info.FileName = Script;
        info.ArgumentList.Clear();
        foreach (
            var part in (string[])
                ["-q", "-e", "-c", $"stty cols 100 rows 40; exec {command}", "/dev/null"]
        )
        {
            info.ArgumentList.Add(part);
        }

        info.RedirectStandardInput = true;
        info.Environment["SHELL"] = "/bin/sh";
        info.Environment["TERM"] = "xterm";
        return info;
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder drawn)
    {
        var part = new char[4096];
        while (await reader.ReadAsync(part) is > 0 and var length)
        {
            lock (drawn)
            {
                drawn.Append(part, 0, length);
            }
        }
    }

    /// <summary>The last screen that was drawn to its end; empty before there are two.</summary>
    private static string Last(StringBuilder drawn)
    {
        const string foot = "channels by:";
        string text;
        lock (drawn)
        {
            text = drawn.ToString();
        }

        var end = text.LastIndexOf(foot, StringComparison.Ordinal);
        var begin = end > 0 ? text.LastIndexOf(foot, end - 1, StringComparison.Ordinal) : -1;
        return begin < 0 ? "" : text[begin..end];
    }

    /// <summary>Stops after so many lines.</summary>
    private sealed class LineCounter(int most, CancellationTokenSource stop) : StringWriter
    {
        public int Lines { get; private set; }

        public override void WriteLine(string? value)
        {
            if (++Lines >= most)
            {
                stop.Cancel();
            }
        }
    }
}
