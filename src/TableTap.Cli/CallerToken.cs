using System.CommandLine;
using System.Text;

namespace TableTap.Cli;

/// <summary>
/// A token that a command is given: in a file or in the environment, where no other user of the machine reads it, or on the
/// command line, where the list of processes shows it.
/// </summary>
internal static class CallerToken
{
    /// <summary>The environment variable that may hold the token.</summary>
    public const string Variable = "TABLETAP_TOKEN";

    /// <summary>Makes the option <c>--token JWT</c>, which is the token itself.</summary>
    public static Option<string> Option() =>
        new("--token")
        {
            Description =
                $"A token; the list of processes shows it, {Variable} and --token-file do not. Without any, one is made with the key of the data directory.",
            HelpName = "JWT",
        };

    /// <summary>Makes the option <c>--token-file FILE</c>, which names a file with the token.</summary>
    public static Option<string> FileOption() =>
        new("--token-file") { Description = "A file that holds the token.", HelpName = "FILE" };

    /// <summary>Has a command refuse a token that is given twice.</summary>
    /// <param name="command">The command.</param>
    /// <param name="token">Its option <c>--token</c>.</param>
    /// <param name="file">Its option <c>--token-file</c>.</param>
    public static void AllowOne(Command command, Option<string> token, Option<string> file) =>
        command.Validators.Add(result =>
        {
            if (result.GetResult(token) is not null && result.GetResult(file) is not null)
            {
                result.AddError("--token and --token-file exclude each other.");
            }
        });

    /// <summary>The token, by rank: the command line, the file, the environment; null where none is given.</summary>
    /// <param name="token">The value of <c>--token</c>.</param>
    /// <param name="file">The value of <c>--token-file</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<string?> ReadAsync(
        string? token,
        string? file,
        CancellationToken cancellationToken
    )
    {
        var given =
            token
            ?? (
                file is null
                    ? Environment.GetEnvironmentVariable(Variable)
                    : Encoding.UTF8.GetString(await NamedFile.ReadAsync(file, cancellationToken))
            );
        return given?.Trim() is { Length: > 0 } some ? some
            : file is null ? null
            : throw new CommandFailedException(ExitCode.Usage, $"{file} holds no token.");
    }
}
