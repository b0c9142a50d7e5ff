using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>A heading and where it stands.</summary>
public sealed record Heading(int Level, string Text, string Anchor, int Section, int Line);

/// <summary>A fenced block: what follows the fence (<c>json frame</c>) and what it holds.</summary>
public sealed record Block(string Language, string Text, int Line);

/// <summary>A document of the repository, read as its readers do.</summary>
public sealed partial class Document
{
    private readonly string[] _lines;

    private Document(string path)
    {
        Path = path;
        _lines = File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path));
        (Headings, Blocks) = Read(_lines);
    }

    /// <summary>Every document that is written for people.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md")
            .Concat(
                Directory.EnumerateFiles(
                    System.IO.Path.Combine(Repository.Root, "docs"),
                    "*.md",
                    SearchOption.AllDirectories
                )
            )
            .Select(path => Of(System.IO.Path.GetRelativePath(Repository.Root, path))),
    ];

    /// <summary>Relative to the repository.</summary>
    public string Path { get; }

    public IReadOnlyList<Heading> Headings { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public static Document Of(string path) => new(path);

    /// <summary>Everything outside of fenced blocks.</summary>
    public string Prose => string.Join('\n', Outside(_lines));

    /// <summary>The text from a heading to the next of any level.</summary>
    public string TextUnder(string anchor)
    {
        var (from, to) = Span(anchor);
        return string.Join('\n', _lines[from..to]);
    }

    /// <summary>The cells of each row of the one table from a heading to the next of any level, without the row of titles.</summary>
    public IReadOnlyList<string[]> TableUnder(string anchor) =>
        [
            .. TextUnder(anchor)
                .Split('\n')
                .Where(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];

    /// <summary>What stands in a text as code.</summary>
    public static IEnumerable<string> Code(string text) =>
        CodeSpan().Matches(text).Select(match => match.Groups["code"].Value);

    /// <summary>The blocks from a heading to the next of any level.</summary>
    public IEnumerable<Block> BlocksUnder(string anchor)
    {
        var (from, to) = Span(anchor);
        return Blocks.Where(block => block.Line >= from && block.Line < to);
    }

    public override string ToString() => Path;

    private (int From, int To) Span(string anchor)
    {
        var heading = Headings.First(heading => heading.Anchor == anchor);
        var next = Headings.FirstOrDefault(other => other.Line > heading.Line);
        return (heading.Line, next?.Line ?? _lines.Length);
    }

    private static IEnumerable<string> Outside(IEnumerable<string> lines)
    {
        var fenced = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (!fenced)
            {
                yield return line;
            }
        }
    }

    private static (List<Heading>, List<Block>) Read(string[] lines)
    {
        var headings = new List<Heading>();
        var blocks = new List<Block>();
        var section = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var start = i++;
                while (!lines[i].StartsWith("```", StringComparison.Ordinal))
                {
                    i++;
                }

                blocks.Add(new(lines[start][3..], string.Join('\n', lines[(start + 1)..i]), start));
            }
            else if (HeadingLine().Match(lines[i]) is { Success: true } match)
            {
                var text = match.Groups["text"].Value.Replace("`", "");
                section = Numbered().Match(text) is { Success: true } number
                    ? int.Parse(number.Value)
                    : section;
                headings.Add(new(match.Groups["marks"].Length, text, AnchorOf(text), section, i));
            }
        }

        return (headings, blocks);
    }

    /// <summary>As code hosts make it, and web/docs/markdown.js.</summary>
    private static string AnchorOf(string text) =>
        NotInAnchors().Replace(text.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^(?<marks>#{1,6}) (?<text>.+)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^\d+(?=\. )")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"[^\p{L}\p{N}_\- ]")]
    private static partial Regex NotInAnchors();
}
