using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>Four languages, each with every word, and a line of explanation for every message and code.</summary>
public sealed partial class LanguageTests(Browser browser)
{
    private static readonly string Web = Path.Combine(Repository.Root, "web");
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Texts = Path.Combine(Web, "texts");

    [Fact]
    public void Every_language_has_every_word()
    {
        var languages = Dictionary();

        Assert.Equal(["de", "en", "fr", "nl"], languages.Keys.Order());
        Assert.Empty(
            from language in languages
            from key in languages["en"].Keys.Concat(language.Value.Keys).Distinct()
            where
                !languages["en"].ContainsKey(key)
                || !language.Value.TryGetValue(key, out var text)
                || string.IsNullOrWhiteSpace(text)
            select $"web/texts/{language.Key}.js: '{key}' is missing, empty, or not in English"
        );

        // Nothing is left in English by oversight: where a text is the same, it is a name or a word of the field.
        foreach (var other in languages.Where(language => language.Key != "en"))
        {
            Assert.Empty(
                languages["en"]
                    .Where(word =>
                        Placeholder().Replace(word.Value, "").Trim().Contains(' ')
                        && other.Value[word.Key] == word.Value
                    )
                    .Select(word => $"{other.Key}: {word.Key}")
            );
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

    /// <summary>The pages have sections and English sentences of messages from the catalogue, in a file that is made from it.</summary>
    [Fact]
    public void Messages_of_the_pages_are_those_of_the_catalogue()
    {
        var made = new StringBuilder(
            "// Made from the catalogue of messages: UPDATE_PROTOCOL=1 ./test LanguageTests writes it.\nexport const messages = {\n"
        );
        foreach (var row in MessageCatalogue.All)
        {
            made.Append(
                $"  {row.Type}: {{ section: {row.Section}, text: {JsonSerializer.Serialize(row.Summary, Plain)} }},\n"
            );
        }

        AssertMade("messages.js", made.Append("};\n").ToString());
    }

    /// <summary>The pages ask for the allergens and diets that the protocol has, in its order and with a word for each, and for as long a note.</summary>
    [Fact]
    public void Words_and_limits_of_the_pages_are_those_of_the_protocol()
    {
        var made = new StringBuilder(
            "// Made from the words and limits of the protocol: UPDATE_PROTOCOL=1 ./test LanguageTests writes it.\n"
        );
        foreach (
            var (list, word, all) in new[]
            {
                ("allergens", "allergen", Words.Of<Allergen>()),
                ("diets", "diet", Words.Of<Diet>()),
            }
        )
        {
            made.Append($"export const {list} = [\n");
            foreach (var one in all)
            {
                made.Append($"  '{one}',\n");
            }

            made.Append("];\n");
            Assert.Equal(
                all.Select(one => $"{word}.{one}").Order(),
                Dictionary()["en"]
                    .Keys.Where(key => key.StartsWith($"{word}.", StringComparison.Ordinal))
                    .Order()
            );
        }

        made.Append($"export const noteLength = {TextLimits.Note};\n");
        made.Append($"export const nameLength = {TextLimits.Name};\n");
        AssertMade("terms.js", made.ToString());
    }

    [Fact]
    public void Every_message_and_every_code_is_explained()
    {
        var words = Dictionary()["en"].Keys;

        Assert.Equal(
            MessageCatalogue.All.Select(row => $"frame.{row.Type}").Order(),
            words.Where(key => key.StartsWith("frame.", StringComparison.Ordinal)).Order()
        );
        Assert.Empty(Words.Of<ErrorCode>().Select(code => $"error.{code}").Except(words));
    }

    [Fact]
    public void Every_word_the_pages_ask_for_exists()
    {
        var asked = Directory
            .EnumerateFiles(Web, "*.*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Texts, StringComparison.Ordinal))
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
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
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
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var explained = page.Page.Locator(
            "#guest-frames [data-type=connection_established] .meaning"
        );
        await Expect(explained)
            .ToContainTextAsync(
                MessageCatalogue.All.Single(row => row.Type == "connection_established").Summary
            );

        await page.Page.GetByLabel("Language").SelectOptionAsync("de");
        await Expect(explained).ToContainTextAsync("Der Server weiß, wer das ist");
        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator("#guest-title")).ToHaveTextAsync("Gast");
        await Expect(page.Page.Locator("#staff-title")).ToHaveTextAsync("Team");
    }

    private static void AssertMade(string name, string text)
    {
        var file = Path.Combine(Web, name);
        if (Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(text, File.ReadAllText(file));
    }

    // English says of messages what the catalogue says.
    private static Dictionary<string, Dictionary<string, string>> Dictionary()
    {
        var files = Directory
            .EnumerateFiles(Texts, "*.js")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        Assert.Empty(
            files.SelectMany(file =>
                Unread()
                    .Matches(file.Value)
                    .Select(line =>
                        $"web/texts/{file.Key}.js: a key and its text stand in single quotes: {line}"
                    )
            )
        );
        // What stands in two files of a language stands there twice, and is no dictionary.
        var languages = files
            .GroupBy(file => file.Key.Split('-')[0], file => file.Value)
            .ToDictionary(
                language => language.Key,
                language =>
                    language
                        .SelectMany(file => Word().Matches(file))
                        .ToDictionary(
                            word => word.Groups["key"].Value,
                            word => word.Groups["text"].Value
                        )
            );
        foreach (var row in MessageCatalogue.All)
        {
            languages["en"].Add($"frame.{row.Type}", row.Summary);
        }

        return languages;
    }

    [GeneratedRegex(@"^  '(?<key>[\w.]+)': '(?<text>.*)',$", RegexOptions.Multiline)]
    private static partial Regex Word();

    // A line of a text that the pattern above does not read.
    [GeneratedRegex("^ +(?:\"|'[^']*': *[^' ]).*$", RegexOptions.Multiline)]
    private static partial Regex Unread();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""(?:\bt\('|data-t(?:-\w+)?(?:': '|="))(?<key>[a-z]+\.[\w.]+)['"]""")]
    private static partial Regex AskedWord();
}
