using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Protocol;
using TableTap.Server.Tests.EndToEnd;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>Four languages, each with every word, and a line of explanation for every message and code.</summary>
public sealed partial class LanguageTests(Browser browser)
{
    private static readonly string Web = Path.Combine(Repository.Root, "web");

    [Fact]
    public void Every_language_has_every_word()
    {
        var languages = Dictionary();

        Assert.Equal(["de", "en", "fr", "nl"], languages.Keys.Order());
        foreach (var words in languages.Values)
        {
            Assert.Equal(languages["en"].Keys.Order(), words.Keys.Order());
            Assert.DoesNotContain(words.Values, string.IsNullOrWhiteSpace);
        }

        // A word that takes a value takes it in every language.
        foreach (var (key, english) in languages["en"])
        {
            var values = Placeholder().Matches(english).Select(match => match.Value).Order();
            Assert.All(
                languages.Values,
                words =>
                    Assert.Equal(
                        values,
                        Placeholder().Matches(words[key]).Select(match => match.Value).Order()
                    )
            );
        }
    }

    [Fact]
    public void Every_message_and_every_code_is_explained()
    {
        var words = Dictionary()["en"].Keys;

        Assert.Equal(
            MessageCatalogue.All.Select(row => $"frame.{row.Type}").Order(),
            words.Where(key => key.StartsWith("frame.", StringComparison.Ordinal)).Order()
        );
        Assert.Empty(
            Enum.GetNames<ErrorCode>().Select(name => $"error.{SnakeCase(name)}").Except(words)
        );
    }

    [Fact]
    public void Every_word_the_pages_ask_for_exists()
    {
        var asked = Directory
            .EnumerateFiles(Web, "*.*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("dictionary.js", StringComparison.Ordinal))
            .SelectMany(file => AskedWord().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["key"].Value)
            .Distinct()
            .ToList();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(Dictionary()["en"].Keys));
    }

    [Theory]
    [InlineData("nl-BE", "Gast", "nl", "€ 3,50")]
    [InlineData("fr-BE", "Client", "fr", "3,50 €")]
    [InlineData("de-DE", "Gast", "de", "3,50 €")]
    [InlineData("pt-PT", "Guest", "en", "€3.50")]
    public async Task The_browsers_language_is_spoken(
        string locale,
        string guest,
        string language,
        string price
    )
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server,
            new() { Locale = locale }
        );

        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(page.Page.Locator("#guest-title")).ToHaveTextAsync(guest);
        await Expect(page.Page.Locator("[data-value=cappuccino]"))
            .ToContainTextAsync(price.Replace(' ', '\u00a0'));
    }

    [Fact]
    public async Task Another_language_is_chosen_and_remembered()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        var explained = page.Page.Locator(
            "#guest-frames [data-type=connection_established] .meaning"
        );
        await Expect(explained).ToContainTextAsync("The server knows who this is");

        await page.Page.GetByLabel("Language").SelectOptionAsync("de");
        await Expect(explained).ToContainTextAsync("Der Server weiß, wer das ist");
        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator("#guest-title")).ToHaveTextAsync("Gast");
        await Expect(page.Page.Locator("#staff-title")).ToHaveTextAsync("Team");
    }

    private static string SnakeCase(string name) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);

    private static Dictionary<string, Dictionary<string, string>> Dictionary()
    {
        var languages = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        Dictionary<string, string> words = [];
        foreach (var line in File.ReadLines(Path.Combine(Web, "dictionary.js")))
        {
            if (Language().Match(line) is { Success: true } language)
            {
                languages[language.Groups["code"].Value] = words = [];
            }
            else if (Word().Match(line) is { Success: true } word)
            {
                words.Add(word.Groups["key"].Value, word.Groups["text"].Value);
            }
        }

        return languages;
    }

    [GeneratedRegex(@"^  (?<code>[a-z]{2}): \{$")]
    private static partial Regex Language();

    [GeneratedRegex(@"^    '(?<key>[\w.]+)': '(?<text>.*)',$")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""(?:\bt\('|data-t(?:-\w+)?(?:': '|="))(?<key>[a-z]+\.[\w.]+)['"]""")]
    private static partial Regex AskedWord();
}
