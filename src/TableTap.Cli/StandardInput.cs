using TableTap.Server.Configuration;

namespace TableTap.Cli;

/// <summary>What is piped into a command in the place of a file: what the caller may read, and the command's user may not.</summary>
internal static class StandardInput
{
    /// <summary>What stands for it on a command line, in the place of a file's path.</summary>
    public const string Path = "-";

    /// <summary>What it is called where something is wrong with what was piped.</summary>
    public const string Name = "standard input";

    private const int PieceBytes = 64 * 1024;

    /// <summary>Reads standard input to its end, or until it is too long.</summary>
    /// <param name="most">How many bytes are allowed; of more than these some are read, so that the reader can refuse them.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(int most, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = Console.OpenStandardInput();
            // A terminal, or a pipe into which nobody writes, keeps a read for ever.
            return await ReadAsync(input, most, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception unreadable) when (FailureWords.IsOfFiles(unreadable))
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                $"{Name} cannot be read: pipe a file into it, or name one."
            );
        }
    }

    /// <summary>Reads a stream to its end, or until it is too long.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="most">How many bytes are allowed; of more than these some are read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal static async Task<byte[]> ReadAsync(
        Stream input,
        int most,
        CancellationToken cancellationToken
    )
    {
        using var all = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (
            all.Length <= most
            && await input.ReadAsync(piece, cancellationToken) is > 0 and var read
        )
        {
            await all.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }

        return all.ToArray();
    }
}
