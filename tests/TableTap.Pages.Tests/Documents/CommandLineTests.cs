using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using TableTap.Cli;

namespace TableTap.Pages.Tests.Documents;

/// <summary>Commands that the documents tell to type exist, with their options.</summary>
public sealed partial class CommandLineTests
{
    private static readonly ConcurrentDictionary<
        string,
        Lazy<Task<(int ExitCode, string Output)>>
    > Helps = new(StringComparer.Ordinal);

    public static TheoryData<string> Commands =>
        [
            .. Document
                .All.SelectMany(document => document.Blocks)
                .Where(block => block.Language == "sh")
                .SelectMany(block => Command().Matches(block.Text))
                .Select(match => match.Groups["rest"].Value.Trim())
                .Distinct(),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_exists_with_its_options(string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var path = words.TakeWhile(word => Name().IsMatch(word)).ToArray();

        var (exitCode, help) = await HelpAsync(path);

        Assert.Equal(0, exitCode);
        foreach (
            var option in words.Where(word =>
                word.StartsWith("--", StringComparison.Ordinal) && word != "--help"
            )
        )
        {
            Assert.Contains(option, help, StringComparison.Ordinal);
        }
    }

    // Each command is asked once, however many lines of the documents use it.
    private static Task<(int ExitCode, string Output)> HelpAsync(string[] path) =>
        Helps.GetOrAdd(string.Join(' ', path), _ => new(() => AskAsync([.. path, "--help"]))).Value;

    private static async Task<(int ExitCode, string Output)> AskAsync(string[] arguments)
    {
        using var said = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, said, said, CancellationToken.None);
        return (exitCode, said.ToString());
    }

    [GeneratedRegex(@"(?:\./run|^tabletap) (?<rest>[a-z][^#)\n]*)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Name();
}
