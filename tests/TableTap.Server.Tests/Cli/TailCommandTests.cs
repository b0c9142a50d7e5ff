using System.Text;
using System.Text.Json;
using TableTap.Protocol;
using TableTap.Server.Cli;

namespace TableTap.Server.Tests.Cli;

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
            "orders:customer:somebody: InsufficientPermissions",
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
