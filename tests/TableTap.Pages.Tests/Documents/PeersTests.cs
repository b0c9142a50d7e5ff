using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>docs/peers.md: what a row says is shown by tests that are there, and that go to the page it is about.</summary>
public sealed partial class PeersTests
{
    private static readonly Document Peers = Document.Of("docs/peers.md");

    // Those that show what is so now; setting a café up does not.
    private static readonly string[] EveryPage = ["g", "c", "s", "m", "b"];

    private static readonly ILookup<string, string> TestFiles = Directory
        .EnumerateFiles(
            Path.Combine(Repository.Root, "tests"),
            "*Tests.cs",
            SearchOption.AllDirectories
        )
        .ToLookup(file => Path.GetFileNameWithoutExtension(file));

    [Fact]
    public void Every_row_says_how_it_stands_and_names_tests_that_exist()
    {
        foreach (var row in Rows())
        {
            Assert.Matches(Standing(), row[1]);
            var named = TestName().Matches(row[3]);
            Assert.True(named.Count > 0, $"No test shows: {row[0]}");
            Assert.True(
                row[4].Contains("](", StringComparison.Ordinal),
                $"No picture shows: {row[0]}"
            );
            foreach (Match test in named)
            {
                var method = $" {test.Groups["test"].Value}(";
                Assert.Contains(
                    TestFiles[test.Groups["class"].Value],
                    file => File.ReadAllText(file).Contains(method, StringComparison.Ordinal)
                );
            }
        }
    }

    [Fact]
    public void Every_row_names_tests_that_go_to_each_of_its_pages()
    {
        foreach (var row in Rows())
        {
            var sources = TestName()
                .Matches(row[3])
                .SelectMany(test => TestFiles[test.Groups["class"].Value])
                .Select(file => File.ReadAllText(file))
                .ToList();
            Assert.All(
                PagesOf(row[2]),
                page =>
                    Assert.True(
                        sources.Exists(source => GoesTo(source, page)),
                        $"No test that is named goes to /{page}: {row[0]}"
                    )
            );
        }
    }

    private static List<string[]> Rows()
    {
        var rows = Peers
            .Headings.Where(heading => heading.Level == 2 && heading.Anchor != "pictures")
            .SelectMany(heading => Peers.TableUnder(heading.Anchor))
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    // The explorer is the page without a name.
    private static IEnumerable<string> PagesOf(string cell) =>
        cell == "every page"
            ? EveryPage
            : PagePath().Matches(cell).Select(path => path.Groups["page"].Value);

    private static bool GoesTo(string source, string page) =>
        page switch
        {
            "" => source.Contains("ExplorerPage.OpenAsync(", StringComparison.Ordinal),
            // A guest comes by the code of a table.
            "g" => source.Contains("TableLinkAsync(", StringComparison.Ordinal),
            _ => source.Contains($"\"/{page}/", StringComparison.Ordinal),
        };

    [GeneratedRegex("^(?:better|equal): ")]
    private static partial Regex Standing();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`/(?:(?<page>\w+)/\{\w+\})?`")]
    private static partial Regex PagePath();
}
