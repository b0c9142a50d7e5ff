using System.CommandLine;
using System.CommandLine.Invocation;
using TableTap.Server.Configuration;
using TableTap.Server.Hosting;

namespace TableTap.Cli;

/// <summary>The <c>tabletap</c> command line.</summary>
public static class CommandLine
{
    /// <summary>Every command but <c>serve</c>; a new one is one line here.</summary>
    private static readonly Func<Command>[] Commands =
    [
        TokenCommand.Create,
        SchemaCommand.Create,
        TailCommand.Create,
        TopCommand.Create,
        PrintCommand.Create,
        JournalCommand.Create,
        AuditCommand.Create,
        DoctorCommand.Create,
        ConfigCommand.Create,
        SimulateCommand.Create,
        LoadCommand.Create,
        CafeFileCommand.Create,
        ConformanceCommand.Create,
    ];

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="arguments">What was typed after <c>tabletap</c>.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="stop">Asks the command to end in good order.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken stop
    ) => RunAsync(arguments, output, error, static setup => setup, stop);

    /// <summary>Runs a command line to its end, and composes the server of <c>serve</c> from other parts.</summary>
    /// <param name="arguments">What was typed after <c>tabletap</c>.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="compose">Replaces parts of the server that <c>serve</c> starts: its clock, its journal.</param>
    /// <param name="stop">Asks the command to end in good order.</param>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter error,
        Func<ServerSetup, ServerSetup> compose,
        CancellationToken stop
    )
    {
        var root = new RootCommand("TableTap: live orders from the table to the counter and back.");
        root.Subcommands.Add(ServeCommand.Create(compose));
        foreach (var create in Commands)
        {
            root.Subcommands.Add(create());
        }

        var parsed = root.Parse(arguments);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // The process listens to signals itself and hands on one token.
            ProcessTerminationTimeout = null,
        };
        if (parsed.Action is ParseErrorAction)
        {
            await UsageWords.TellAsync(parsed, error);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(invocation, stop);
        }
        catch (CommandFailedException failure)
        {
            await error.WriteLineAsync($"tabletap: {failure.Message}");
            return failure.ExitCode;
        }
        catch (SettingsException wrong)
        {
            foreach (var problem in wrong.Problems)
            {
                await error.WriteLineAsync($"tabletap: {problem}");
            }

            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A command that has no end of its own, such as a server, ends well; this one had more to do.
            await error.WriteLineAsync("tabletap: stopped before it was done.");
            return ExitCode.Failed;
        }
    }
}
