using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>What the documents point to is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents =>
        [.. Document.All.Select(document => document.Path)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string path)
    {
        var document = Document.Of(path);
        foreach (
            var target in Link().Matches(document.Prose).Select(match => match.Groups["to"].Value)
        )
        {
            if (target.StartsWith("https://", StringComparison.Ordinal))
            {
                continue;
            }

            var (file, anchor) = target.Split('#', 2) is [var name, var place]
                ? (name, place)
                : (target, "");
            var there =
                file.Length == 0
                    ? path
                    : Path.GetRelativePath(
                        Repository.Root,
                        Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, file)
                    );
            Assert.True(
                Path.Exists(Path.Combine(Repository.Root, there)),
                $"{path} links to {target}, which does not exist."
            );
            if (anchor.Length > 0)
            {
                Assert.Contains(Document.Of(there).Headings, heading => heading.Anchor == anchor);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_named_file_exists(string path)
    {
        // Paths in code style that begin with a folder of the repository.
        foreach (
            var named in NamedFile()
                .Matches(Document.Of(path).Prose)
                .Select(match => match.Groups["path"].Value)
        )
        {
            Assert.True(
                Path.Exists(Path.Combine(Repository.Root, named)),
                $"{path} names {named}, which does not exist."
            );
        }
    }

    [GeneratedRegex(@"(?<!`)!?\[[^\]]*\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<path>(?:src|tests|web|docs|protocol|\\.ci)/[\\w./-]*)`")]
    private static partial Regex NamedFile();
}
