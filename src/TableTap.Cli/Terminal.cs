using Spectre.Console;

namespace TableTap.Cli;

/// <summary>Where a command writes for people.</summary>
internal static class Terminal
{
    private const int PlainWidth = 160;

    /// <summary>A console on a writer: with colours on a terminal, plain and wide elsewhere.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="width">How many characters a line has; null for the terminal's.</param>
    public static IAnsiConsole On(TextWriter writer, int? width = null)
    {
        var isTerminal = IsTerminal(writer) || IsErrorTerminal(writer);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            }
        );
        if (width is not null || !isTerminal)
        {
            console.Profile.Width = width ?? PlainWidth;
        }

        return console;
    }

    /// <summary>Whether somebody looks at standard output, and the writer is it.</summary>
    public static bool IsTerminal(TextWriter writer) =>
        ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>Whether somebody looks at standard error, and the writer is it.</summary>
    public static bool IsErrorTerminal(TextWriter writer) =>
        ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected;
}
