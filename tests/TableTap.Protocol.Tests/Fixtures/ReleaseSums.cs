using System.Security.Cryptography;

namespace TableTap.Protocol.Tests.Fixtures;

/// <summary>
/// The sum of every file of a release, as <c>sha256sum</c> writes and checks them: by it a change of what is kept is seen. A line is
/// <c>SUM  PATH</c>, and lines stand in the order of the paths.
/// </summary>
internal static class ReleaseSums
{
    private const string FileName = "SHA256SUMS";
    private const string Between = "  ";

    /// <summary>What was written down when the files were kept.</summary>
    public static IReadOnlyList<string> Kept(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    /// <summary>The sums of the files as they are.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Where(path => path != FileName)
                .Order(StringComparer.Ordinal)
                .Select(path =>
                    Convert.ToHexStringLower(
                        SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, path)))
                    )
                    + Between
                    + path
                ),
        ];

    /// <summary>Writes down the sums of the files that have none yet.</summary>
    /// <exception cref="InvalidOperationException">A file that has one was changed or is gone.</exception>
    public static void Keep(string folder)
    {
        var now = Of(folder);
        var changed = Kept(folder).Except(now, StringComparer.Ordinal).ToArray();
        if (changed.Length > 0)
        {
            throw new InvalidOperationException(
                $"{folder} is what a release promised, and is never changed:\n{string.Join('\n', changed)}"
            );
        }

        File.WriteAllText(
            Path.Combine(folder, FileName),
            string.Concat(now.Select(line => line + "\n"))
        );
    }
}
