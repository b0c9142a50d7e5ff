using System.Text.RegularExpressions;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Architecture.Tests;

/// <summary>Sentences for people: a number takes its noun along by <see cref="Counted"/>, and no article stands before a word that is put in.</summary>
public sealed partial class SentenceTests
{
    [Theory]
    [InlineData(0, "0 minutes")]
    [InlineData(1, "1 minute")]
    [InlineData(1.04, "1 minute")]
    [InlineData(1.5, "1.5 minutes")]
    [InlineData(2, "2 minutes")]
    [InlineData(0.43371298, "0.4 minutes")]
    public void A_number_takes_its_noun_along(double count, string words) =>
        Assert.Equal(words, Counted.Of(count, "minute", "minutes"));

    [Fact]
    public void No_sentence_counts_by_itself_or_puts_an_article_before_a_word_it_does_not_know()
    {
        var found = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "src"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(Found)
            .ToList();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("$\"in {orders} open orders\"", true)]
    [InlineData("$\"wait {minutes:0.#} minutes on average\"", true)]
    [InlineData("$\"A {role} may not\"", true)]
    [InlineData("$\"in {Counted.Of(orders, \"order\", \"orders\")} of\"", false)]
    [InlineData("$\"the {role} may not\"", false)]
    public void The_search_finds_what_it_is_for(string line, bool isFound) =>
        Assert.Equal(isFound, Plural().IsMatch(line) || Article().IsMatch(line));

    private static IEnumerable<string> Found(string file) =>
        File.ReadLines(file)
            .Select((line, index) => (Text: line, Number: index + 1))
            .Where(line =>
                !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                && (Plural().IsMatch(line.Text) || Article().IsMatch(line.Text))
            )
            .Select(line =>
                $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}: {line.Text.Trim()}"
            );

    // Bounds that are constants far above one are left alone. Units that are written short (s, min) are the same for one and for many.
    [GeneratedRegex(
        """\$".*\{(?!Counted|Max|Longest|max|shortest)[^{}"]+\} ((started|open|card|audit|more|queued) )?(items|orders|people|counters|tables|minutes|hours|days|times|messages|lines|tickets|characters|channels|payments|facts|answers|problems|guests|seconds)\b""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Plural();

    [GeneratedRegex("""\$"(.*[ .:"])?([Aa]|an|An) \{""", RegexOptions.ExplicitCapture)]
    private static partial Regex Article();
}
