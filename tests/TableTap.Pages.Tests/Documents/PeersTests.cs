using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>docs/peers.md: what a row says is shown by tests that are there.</summary>
public sealed partial class PeersTests
{
    private static readonly Document Peers = Document.Of("docs/peers.md");

    [Fact]
    public void Every_row_says_how_it_stands_and_names_tests_that_exist()
    {
        var rows = Peers
            .Headings.Where(heading => heading.Level == 2 && heading.Anchor != "pictures")
            .SelectMany(heading => Peers.TableUnder(heading.Anchor))
            .ToList();
        Assert.NotEmpty(rows);
        var tests = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "tests"),
                "*Tests.cs",
                SearchOption.AllDirectories
            )
            .ToLookup(file => Path.GetFileNameWithoutExtension(file));
        foreach (var row in rows)
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
                    tests[test.Groups["class"].Value],
                    file => File.ReadAllText(file).Contains(method, StringComparison.Ordinal)
                );
            }
        }
    }

    [GeneratedRegex("^(?:better|equal): ")]
    private static partial Regex Standing();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`")]
    private static partial Regex TestName();
}
