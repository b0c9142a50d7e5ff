namespace TableTap.Cli;

/// <summary>How a command ends.</summary>
public static class ExitCode
{
    /// <summary>The command has done its work.</summary>
    public const int Done = 0;

    /// <summary>The check failed, or the work could not be done.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: an option or a setting that does not exist or is not allowed.</summary>
    public const int Usage = 2;
}

/// <summary>A command cannot go on; one line says why.</summary>
/// <param name="exitCode">How the process ends.</param>
/// <param name="message">The line that says why.</param>
public sealed class CommandFailedException(int exitCode, string message) : Exception(message)
{
    /// <summary>How the process ends.</summary>
    public int ExitCode { get; } = exitCode;
}
