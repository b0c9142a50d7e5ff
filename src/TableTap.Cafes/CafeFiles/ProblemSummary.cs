using System.Text.RegularExpressions;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles;

/// <summary>Problems for a person: of many that are alike the first few are told with their places, and the rest by their number. Pure.</summary>
public static partial class ProblemSummary
{
    /// <summary>How many of a kind are told with their places.</summary>
    public const int ToldOfAKind = 3;

    private const int PlacesTold = 10;

    /// <summary>Writes the problems as lines, in the order of the file.</summary>
    /// <param name="problems">All problems, in the order of the file.</param>
    /// <param name="file">The file's name.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<FileProblem> problems, string file)
    {
        var kinds = problems.GroupBy(Kind).ToDictionary(kind => kind.Key, kind => kind.ToArray());
        foreach (var problem in problems)
        {
            var alike = kinds[Kind(problem)];
            var place = Array.IndexOf(alike, problem);
            if (place < ToldOfAKind || alike.Length == ToldOfAKind + 1)
            {
                yield return problem.In(file);
            }
            else if (place == ToldOfAKind)
            {
                yield return $"{file}: {Counted.Of(alike.Length - ToldOfAKind, "more problem", "more problems")} like the one before, at {Places(alike[ToldOfAKind..])}";
            }
        }
    }

    private static string Places(FileProblem[] rest)
    {
        var lines = rest.Select(one => one.Mark?.Line ?? 1).Distinct().ToArray();
        return lines.Length == 1 ? $"line {lines[0]}"
            : lines.Length <= PlacesTold ? $"lines {string.Join(", ", lines)}"
            : $"lines {string.Join(", ", lines.Take(PlacesTold))} …";
    }

    /// <summary>What is alike: the same field of other entries, with other values.</summary>
    private static (string Path, string What) Kind(FileProblem problem) =>
        (Indexes().Replace(problem.Path, "[]"), Values().Replace(problem.What, "…"));

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex Indexes();

    [GeneratedRegex(
        "\"[^\"]*\"|'[^']*'|[0-9]+([.,][0-9]+)?",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Values();
}
