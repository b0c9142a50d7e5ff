using System.CommandLine;
using System.CommandLine.Parsing;

namespace TableTap.Cli;

/// <summary>What is wrong with a command line, in words of the command line.</summary>
internal static class UsageWords
{
    /// <summary>Tells everything that is wrong, and the help of the command that was meant.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="error">Where it is written.</param>
    public static async Task TellAsync(ParseResult parsed, TextWriter error)
    {
        foreach (var wrong in parsed.Errors.Select(Of).Distinct())
        {
            await error.WriteLineAsync($"tabletap: {wrong}");
        }

        await error.WriteLineAsync();
        var path = new Stack<string>(["--help"]);
        for (
            var command = parsed.CommandResult;
            command.Parent is CommandResult above;
            command = above
        )
        {
            path.Push(command.Command.Name);
        }

        await parsed
            .RootCommandResult.Command.Parse([.. path])
            .InvokeAsync(
                new InvocationConfiguration { Output = error, Error = error },
                CancellationToken.None
            );
    }

    // A value that does not fit its option's type: the parser's own sentence names that type.
    private static string Of(ParseError wrong) =>
        wrong.SymbolResult is OptionResult { Tokens: [var token, ..] } option
        && Shape(option.Option.ValueType) is { } shape
        && wrong.Message.Contains(option.Option.ValueType.Name, StringComparison.Ordinal)
            ? $"{option.Option.Name} \"{token.Value}\" is not allowed; allowed: {shape}."
            : wrong.Message;

    private static string? Shape(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Double => "a number, with a point before its decimals",
            _ => null,
        };
}
