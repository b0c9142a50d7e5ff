using System.Text.RegularExpressions;
using TableTap.Ordering.Alerts;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The manager's page has a button for what the server suggests: for its own sentences, and each button has its words.</summary>
public sealed partial class AlertAdviceTests
{
    private static readonly string Web = Path.Combine(Repository.Root, "web");

    [Fact]
    public void Every_button_is_for_a_sentence_of_the_servers()
    {
        string[] subjects = ["", "some_id", "left_over", "tag:food", "break:anna", "failed:r1"];
        var said = AlertTable
            .Categories.SelectMany(category =>
                subjects.SelectMany(subject => AlertTable.ActionsFor(category, subject))
            )
            .ToHashSet();
        var known = Advice()
            .Matches(File.ReadAllText(Path.Combine(Web, "alert-advice.js")))
            .Select(row => (Text: row.Groups["text"].Value, Word: row.Groups["word"].Value))
            .ToList();

        Assert.True(known.Count > 10);
        Assert.Empty(known.Select(row => row.Text).Except(said));
        var english = File.ReadAllText(Path.Combine(Web, "texts", "en-desk.js"));
        Assert.All(
            known,
            row => Assert.Contains($"'advice.{row.Word}':", english, StringComparison.Ordinal)
        );
    }

    [GeneratedRegex(
        """^  (?<quote>['"])(?<text>.+?)\k<quote>: \{ word: '(?<word>\w+)'""",
        RegexOptions.Multiline
    )]
    private static partial Regex Advice();
}
