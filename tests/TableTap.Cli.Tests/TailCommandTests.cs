using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Cli.Tests;

public sealed class TailCommandTests
{
    private const string Staff = "cafe:demo:staff";

    [Fact]
    public async Task Prints_history_from_a_sequence_as_it_is_stored()
    {
        await using var server = await TestServer.StartAsync();
        var lines = await TailAsync(
            4,
            server,
            "--after",
            "0",
            "--json",
            "--data",
            server.DataDirectory
        );
        var messages = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            [1, 2, 3, 4],
            messages.Select(message => message.GetProperty("sequence").GetInt64())
        );
        Assert.All(
            messages,
            message => Assert.Equal(Staff, message.GetProperty("channel").GetString())
        );
    }

    [Fact]
    public async Task Prints_a_readable_line_a_message()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("maya", Role.Manager);
        var lines = await TailAsync(4, server, "--after", "0", "--token", token);
        Assert.All(
            lines,
            line =>
                Assert.Matches(
                    @"^\d\d:\d\d:\d\d\.\d{3} cafe:demo:staff #\d+ employee_status_changed \{",
                    line
                )
        );
    }

    [Fact]
    public async Task A_token_may_stand_in_a_file_where_the_list_of_processes_does_not_show_it()
    {
        await using var server = await TestServer.StartAsync();
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "token");
        await File.WriteAllTextAsync(
            file,
            server.Token("maya", Role.Manager) + "\n",
            TestContext.Current.CancellationToken
        );

        var lines = await TailAsync(2, server, "--after", "0", "--token-file", file);

        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task A_token_that_is_given_twice_or_an_empty_file_is_wrong_usage()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "token");
        await File.WriteAllTextAsync(file, "\n", TestContext.Current.CancellationToken);
        using var error = new StringWriter();
        string[][] lines =
        [
            ["tail", Staff, "--token", "a", "--token-file", file],
            ["tail", Staff, "--token-file", file],
        ];

        foreach (var line in lines)
        {
            Assert.Equal(
                ExitCode.Usage,
                await CommandLine.RunAsync(
                    line,
                    TextWriter.Null,
                    error,
                    TestContext.Current.CancellationToken
                )
            );
        }

        Assert.Contains("exclude each other", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("holds no token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_beyond_the_head_is_told_as_what_it_is()
    {
        await using var server = await TestServer.StartAsync();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            [
                "tail",
                Staff,
                "--after",
                "1000",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
            ],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Matches(
            $"{Staff}: that position is not in the history, which holds 1 to \\d+",
            error.ToString()
        );
    }

    [Fact]
    public async Task Channel_that_may_not_be_heard_is_said_and_fails()
    {
        await using var server = await TestServer.StartAsync();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "tail",
                "orders:customer:somebody",
                "--url",
                server.Url.ToString(),
                "--data",
                server.DataDirectory,
            ],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "orders:customer:somebody: this token may not hear it",
            error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Refused_token_ends_with_the_servers_reason()
    {
        await using var server = await TestServer.StartAsync();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["tail", Staff, "--url", server.Url.ToString(), "--token", "none"],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("token", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("tail")]
    [InlineData("tail", "kitchen")]
    [InlineData("tail", Staff, "--after", "-1")]
    [InlineData("tail", Staff, "--after", "soon")]
    [InlineData("tail", Staff, "--role", "barista")]
    public async Task Wrong_usage_is_refused(params string[] arguments)
    {
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            arguments,
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEmpty(error.ToString());
    }

    private static async Task<string[]> TailAsync(
        int count,
        TestServer server,
        params string[] options
    )
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        using var output = new LineWriter(count, enough.Cancel);
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["tail", Staff, "--url", server.Url.ToString(), .. options],
            output,
            error,
            enough.Token
        );
        Assert.True(code == ExitCode.Done, error.ToString());
        return output.Lines;
    }

    /// <summary>Says when enough lines were written.</summary>
    private sealed class LineWriter(int count, Action enough) : StringWriter
    {
        public string[] Lines =>
            ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[..count];

        public override void Write(char value) => Write([value], 0, 1);

        public override void Write(string? value) =>
            Write((value ?? "").ToCharArray(), 0, value?.Length ?? 0);

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void Write(char[] buffer, int index, int length)
        {
            base.Write(buffer, index, length);
            if (ToString().Count(letter => letter == '\n') >= count)
            {
                enough();
            }
        }
    }
}
