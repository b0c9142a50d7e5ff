using System.Security.Cryptography;
using TableTap.Testing;

namespace TableTap.Fuzz;

/// <summary>The inputs that are kept of a target: those that a search found to reach something new, and those that once broke something.</summary>
/// <param name="target">The target.</param>
internal sealed class Corpus(FuzzTarget target)
{
    private const int MostKept = 60;
    private const int LongestKept = 1024;

    private static readonly string Root = Path.Combine(Repository.Root, "tests", "TableTap.Fuzz");

    private string Kept => Path.Combine(Root, "corpus", target.Name);

    /// <summary>The seeds and everything that is kept.</summary>
    public IReadOnlyList<byte[]> Read() =>
        [
            .. target.Seeds(),
            .. Files(Kept)
                .Concat(Files(Path.Combine(Root, "crashes", target.Name)))
                .Select(File.ReadAllBytes),
        ];

    /// <summary>Writes the seeds and everything that is kept as files, as afl-fuzz wants it.</summary>
    /// <param name="directory">Where to; made if missing.</param>
    public void Export(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var input in Read().Where(one => one.Length is > 0 and <= InputMutator.MaxLength))
        {
            File.WriteAllBytes(Path.Combine(directory, NameOf(input)), input);
        }
    }

    /// <summary>Keeps the smallest of what a search found.</summary>
    /// <param name="directory">The queue of the search.</param>
    /// <returns>How many were not there before.</returns>
    public int Import(string directory)
    {
        Directory.CreateDirectory(Kept);
        var added = 0;
        foreach (
            var input in Files(directory)
                .Select(File.ReadAllBytes)
                .Where(one => one.Length is > 0 and <= LongestKept)
                .OrderBy(one => one.Length)
                .Take(Math.Max(0, MostKept - Files(Kept).Count()))
        )
        {
            var path = Path.Combine(Kept, NameOf(input));
            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, input);
                added++;
            }
        }

        return added;
    }

    private static IEnumerable<string> Files(string directory) =>
        Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)
            : [];

    private static string NameOf(byte[] input) =>
        Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
