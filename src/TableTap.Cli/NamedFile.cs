using TableTap.Server.Configuration;

namespace TableTap.Cli;

/// <summary>Files that a command line names: one that is not there, or cannot be read, is wrong usage, whichever command it is.</summary>
internal static class NamedFile
{
    /// <summary>Makes sure that it is there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandFailedException">It is not.</exception>
    public static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                Directory.Exists(path)
                    ? $"{path} is a folder, not a file."
                    : FailureWords.Missing(path)
            );
        }
    }

    /// <summary>Makes sure that a folder is the data directory of a server.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="file">What every such folder has.</param>
    /// <exception cref="CommandFailedException">It is not.</exception>
    public static void RequireIn(string directory, string file)
    {
        if (!File.Exists(Path.Combine(directory, file)))
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                $"{directory} is not the data directory of a server: it has no {file}. Name the right one with --data; a first start of the server makes one."
            );
        }
    }

    /// <summary>Reads the whole file as bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception unreadable)
            when (FailureWords.IsOfFiles(unreadable) || unreadable is ArgumentException)
        {
            throw new CommandFailedException(ExitCode.Usage, FailureWords.Of(path, unreadable));
        }
    }
}
