using System.Text;
using System.Text.RegularExpressions;

namespace TableTap.Server.Http;

/// <summary>
/// Tells the browser with the page which modules its script imports, and those import: it asks for all of them at once,
/// instead of one round trip for each step of the way. Stateless; thread-safe.
/// </summary>
internal static partial class ModulePreloads
{
    // It fetches the words of the reader's language, and so runs as soon as it is there.
    private const string Early = "words.js";

    // Only for working out where a path leads.
    private static readonly Uri Root = new("http://pages/");

    /// <summary>The page with a link for each module before its script.</summary>
    /// <param name="page">The text of the page.</param>
    /// <param name="files">All files of the pages, by their path.</param>
    public static string Add(string page, IReadOnlyDictionary<string, byte[]> files) =>
        Script()
            .Replace(
                page,
                script =>
                {
                    var source = script.Groups["source"].Value;
                    var entry = source.TrimStart('.', '/');
                    var toRoot = source[..^entry.Length];
                    var indent = script.Groups["indent"].Value;
                    var links = ImportsOf(entry, files)
                        .Select(module =>
                            module == Early
                                ? $"{indent}<script type=\"module\" async src=\"{toRoot}{module}\"></script>\n"
                                : $"{indent}<link rel=\"modulepreload\" href=\"{toRoot}{module}\">\n"
                        );
                    return string.Concat(links) + script.Value;
                }
            );

    /// <summary>The modules that one imports, and those import; without itself, each once, the nearest first.</summary>
    private static IEnumerable<string> ImportsOf(
        string entry,
        IReadOnlyDictionary<string, byte[]> files
    )
    {
        var known = new List<string> { entry };
        for (var next = 0; next < known.Count; next++)
        {
            if (!files.TryGetValue(known[next], out var content))
            {
                continue;
            }

            var here = new Uri(Root, known[next]);
            foreach (Match import in Import().Matches(Encoding.UTF8.GetString(content)))
            {
                var module = new Uri(here, import.Groups["path"].Value).AbsolutePath[1..];
                if (!known.Contains(module) && files.ContainsKey(module))
                {
                    known.Add(module);
                }
            }
        }

        return known.Skip(1);
    }

    [GeneratedRegex(
        "(?<indent>[ ]*)<script type=\"module\" src=\"(?<source>[^\"]+)\"></script>",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Script();

    [GeneratedRegex(
        @"^(import|.*\bfrom) '(?<path>\.{1,2}/[^']+)';",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Import();
}
