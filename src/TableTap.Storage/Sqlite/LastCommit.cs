using System.Globalization;
using System.Text;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// The number of the last commit that was acknowledged, in a small file beside the store, written after each commit and before its
/// answer. The store has the same number in its receipts, so that a log that lost commits is noticed. Not flushed: a power cut
/// may leave an older number, which proves less and never too much. Used by the writer loop alone.
/// </summary>
internal sealed class LastCommit(string path, string writer) : IDisposable
{
    private const string Suffix = ".last";
    private FileStream? _file;

    /// <summary>What the file says; null where it is not there or says nothing that can be read.</summary>
    public static (string Writer, long Number)? Read(string path)
    {
        if (!File.Exists(path + Suffix))
        {
            return null;
        }

        var words = File.ReadAllText(path + Suffix).Split(' ');
        return
            words.Length == 2
            && long.TryParse(words[1], CultureInfo.InvariantCulture, out var number)
            ? (words[0], number)
            : null;
    }

    /// <summary>Forgets it: the store was found whole, or is another one now.</summary>
    public static void Delete(string path) => File.Delete(path + Suffix);

    private FileStream Create() =>
        PrivateFiles.Open(
            path + Suffix,
            FileMode.Create,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );

    /// <summary>Notes a commit that is durable.</summary>
    public void Note(long number)
    {
        try
        {
            _file ??= Create();
            var line = string.Create(CultureInfo.InvariantCulture, $"{writer} {number:D19}");
            RandomAccess.Write(_file.SafeFileHandle, Encoding.ASCII.GetBytes(line), 0);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // An older number proves less. The commit itself is on the disk.
            Dispose();
        }
    }

    /// <summary>Closes the file that holds the number.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
