using Spectre.Console;

namespace TableTap.Server.Cli;

/// <summary>Where a command writes for people.</summary>
internal static class Screen
{
    private const int PlainWidth = 160;

    /// <summary>A console on a writer: with colours on a terminal, plain and wide elsewhere.</summary>
    public static IAnsiConsole On(TextWriter writer)
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
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
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
