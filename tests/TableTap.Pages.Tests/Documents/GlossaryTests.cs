using System.Text.RegularExpressions;

namespace TableTap.Pages.Tests.Documents;

/// <summary>docs/glossary.md: one line for each word, and the section that tells more of it.</summary>
public sealed partial class GlossaryTests
{
    private static readonly Document Glossary = Document.Of("docs/glossary.md");

    private static readonly IReadOnlyList<Term> Terms =
    [
        .. Row()
            .Matches(Glossary.Prose)
            .Select(row => new Term(
                row.Groups["term"].Value,
                row.Groups["meaning"].Value,
                row.Groups["label"].Value,
                row.Groups["file"].Value,
                row.Groups["anchor"].Value
            )),
    ];

    public static TheoryData<string> Words => [.. Terms.Select(term => term.Word)];

    [Fact]
    public void Every_row_of_the_tables_is_a_term_with_a_link() =>
        Assert.Equal(
            Glossary.Prose.Split('\n').Count(line => line.StartsWith('|')),
            // Each table has two lines more: its heading and the line below it.
            Terms.Count + (2 * Glossary.Headings.Count(heading => heading.Level == 2))
        );

    [Fact]
    public void A_word_stands_once_and_in_its_place()
    {
        Assert.Distinct(Words.Select(row => row.Data));
        foreach (var heading in Glossary.Headings.Where(heading => heading.Level == 2))
        {
            var words = Row()
                .Matches(Glossary.TextUnder(heading.Anchor))
                .Select(row => row.Groups["term"].Value)
                .ToList();

            Assert.Equal(words.Order(StringComparer.InvariantCulture), words);
        }
    }

    [Theory]
    [InlineData("admission")]
    [InlineData("availability")]
    [InlineData("batch")]
    [InlineData("composition root")]
    [InlineData("estimate")]
    [InlineData("findings")]
    [InlineData("handler")]
    [InlineData("maintenance")]
    [InlineData("presence")]
    [InlineData("recent messages")]
    [InlineData("registry")]
    [InlineData("scenario")]
    [InlineData("session lease")]
    public void A_word_that_names_types_is_told(string word) =>
        Assert.Contains(Terms, term => term.Word == word);

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_leads_to_the_section_it_names(string word)
    {
        var term = Terms.Single(term => term.Word == word);
        var target = Document.Of($"docs/{term.File}");

        Assert.EndsWith(".", term.Meaning, StringComparison.Ordinal);
        if (term.Anchor.Length > 0)
        {
            var heading = Assert.Single(target.Headings, heading => heading.Anchor == term.Anchor);
            if (term.File == "protocol.md")
            {
                Assert.Equal($"{heading.Section}", term.Label);
            }
        }

        // A page of its own, such as a decision, needs no anchor; the protocol is too long to be pointed at as a whole.
        Assert.True(
            term.Anchor.Length > 0 || term.File.StartsWith("decisions/", StringComparison.Ordinal)
        );
    }

    private sealed record Term(
        string Word,
        string Meaning,
        string Label,
        string File,
        string Anchor
    );

    [GeneratedRegex(
        @"^\| (?<term>[^|]+) \| (?<meaning>[^|]+) \| \[(?<label>[^\]]+)\]\((?<file>[^)#]+)(?:#(?<anchor>[^)]+))?\) \|$",
        RegexOptions.Multiline
    )]
    private static partial Regex Row();
}
