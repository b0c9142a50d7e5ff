using System.Text.RegularExpressions;

namespace TableTap.Server.Tests.Architecture;

/// <summary>A project's source as rooms (folders) and arrows: code in one names a type that is declared only in another.</summary>
internal sealed partial class SourceTree
{
    private static readonly HashSet<string> BuiltIn =
    [
        "string",
        "int",
        "long",
        "double",
        "bool",
        "byte",
        "object",
        "decimal",
        "char",
        "uint",
        "ulong",
        "short",
    ];

    private readonly Dictionary<string, SortedSet<string>> _arrows = new(StringComparer.Ordinal);

    private SourceTree(string project)
    {
        var files = Files(project).Select(file => SourceFile.Read(project, file)).ToList();
        var homes = files
            .SelectMany(file => file.Declared.Select(name => (Name: name, File: file)))
            .ToLookup(pair => pair.Name, pair => pair.File, StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var name in References(file.Text))
            {
                var owners = homes[name]
                    .Where(owner => file.Sees(owner.Namespace))
                    .Select(owner => owner.Room)
                    .Distinct(StringComparer.Ordinal)
                    .ToList();
                if (owners is [var owner] && owner != file.Room)
                {
                    if (!_arrows.TryGetValue(file.Room, out var targets))
                    {
                        _arrows[file.Room] = targets = new(StringComparer.Ordinal);
                    }

                    targets.Add(owner);
                }
            }
        }
    }

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Rooms that reach themselves.</summary>
    public IEnumerable<string> Circles =>
        _arrows
            .Keys.Where(room => Reached(room).Contains(room))
            .Select(room => $"{room} -> {string.Join(", ", _arrows[room])}");

    /// <summary>How many arrows there are.</summary>
    public int ArrowCount => _arrows.Values.Sum(targets => targets.Count);

    /// <summary>Reads a project.</summary>
    public static SourceTree Of(string project) => new(project);

    /// <summary>The projects of a folder of the repository.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories);

    /// <summary>The hand-written sources below a directory.</summary>
    public static IEnumerable<string> Files(string directory) =>
        Directory
            .EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (
            directory is not null && !File.Exists(Path.Combine(directory.FullName, "TableTap.slnx"))
        )
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException(
                "TableTap.slnx is above no directory of this test."
            );
    }

    /// <summary>Without comments, strings and the members of enumerations.</summary>
    private static string Bare(string text) =>
        EnumBody().Replace(Noise().Replace(text, " "), "${head}{}");

    /// <summary>Type names that are used: no members of something, no names that are being declared.</summary>
    private static IEnumerable<string> References(string text)
    {
        var tokens = Token().Matches(text).Select(match => match.Value).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            var before = i == 0 ? "" : tokens[i - 1];
            var after = i + 1 < tokens.Count ? tokens[i + 1] : "";
            var isDeclared =
                before.Length > 0 && (char.IsUpper(before[0]) || BuiltIn.Contains(before))
                || before is "?" or "]" or ">" && after is "{" or "=" or ";" or "," or ")";
            if (char.IsUpper(tokens[i][0]) && before != "." && !isDeclared)
            {
                yield return tokens[i];
            }
        }
    }

    private HashSet<string> Reached(string room)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([room]);
        while (waiting.TryPop(out var next))
        {
            foreach (var target in _arrows.GetValueOrDefault(next, []))
            {
                if (seen.Add(target))
                {
                    waiting.Push(target);
                }
            }
        }

        return seen;
    }

    [GeneratedRegex(
        """//[^\n]*|/\*.*?\*/|\$*\"{3}.*?\"{3}|@"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])'""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Noise();

    [GeneratedRegex("""(?<head>\benum\s+\w+\s*)\{[^}]*\}""", RegexOptions.ExplicitCapture)]
    private static partial Regex EnumBody();

    [GeneratedRegex(
        """\b(?:class|interface|enum|record\s+struct|record\s+class|record|struct|delegate\s+[\w<>,\[\]?. ]+?)\s+(?<name>[A-Z]\w*)""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Declaration();

    [GeneratedRegex("""[A-Za-z_]\w*|[^\sA-Za-z_]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(
        """^namespace\s+(?<name>[\w.]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline
    )]
    private static partial Regex Namespace();

    [GeneratedRegex(
        """^using\s+(?<name>[\w.]+);""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline
    )]
    private static partial Regex Using();

    private sealed record SourceFile(
        string Room,
        string Text,
        string Namespace,
        HashSet<string> Usings,
        IReadOnlyList<string> Declared
    )
    {
        public static SourceFile Read(string project, string path)
        {
            var text = Bare(File.ReadAllText(path));
            return new(
                Path.GetRelativePath(project, Path.GetDirectoryName(path)!),
                text,
                SourceTree.Namespace().Match(text).Groups["name"].Value,
                [.. Using().Matches(text).Select(match => match.Groups["name"].Value)],
                [.. Declaration().Matches(text).Select(match => match.Groups["name"].Value)]
            );
        }

        /// <summary>Whether names of a namespace mean its types here.</summary>
        public bool Sees(string other) =>
            Usings.Contains(other)
            || $"{Namespace}.".StartsWith($"{other}.", StringComparison.Ordinal);
    }
}
