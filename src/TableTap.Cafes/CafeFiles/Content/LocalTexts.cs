using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>
/// Texts of a file in the café's languages: one text, or one for each language (<c>{en: Soup, el: Σούπα}</c>). The first language is the one
/// of the profile's names; what is said in the others is collected. One reading or writing, one thread.
/// </summary>
/// <param name="languages">The languages of the café, its first first; none where the file names none.</param>
/// <param name="findings">What is found.</param>
internal sealed class LocalTexts(EquatableList<string> languages, FileFindings findings)
{
    private readonly List<Translation> _translations = [];

    /// <summary>The languages of the café, its first first.</summary>
    public EquatableList<string> Languages => languages;

    /// <summary>The texts of a profile, to be written.</summary>
    public static LocalTexts Of(CafeProfile profile)
    {
        var texts = new LocalTexts(profile.Languages, new());
        texts._translations.AddRange(profile.Translations.Items);
        return texts;
    }

    /// <summary>What was said in other languages than the first, in an order of its own: another order of the file is no other café.</summary>
    public EquatableList<Translation> Translations =>
        _translations
            .OrderBy(text => text.Of, StringComparer.Ordinal)
            .ThenBy(text => text.Language, StringComparer.Ordinal)
            .ToEquatableList();

    /// <summary>Reads a text that has to be there, in the first language; the others are kept.</summary>
    /// <param name="map">The map that it stands in.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="of">What it is of, by its first text: <see cref="TranslationKey"/>.</param>
    public string Text(MapReader map, string name, Func<string, string> of) =>
        map[name] is FileMap node ? Translated(map, name, node, of) : map.Text(name);

    /// <summary>Reads a text that may be missing.</summary>
    /// <param name="map">The map that it stands in.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="of">What it is of.</param>
    public string? OptionalText(MapReader map, string name, string of) =>
        map[name] is FileMap node ? Translated(map, name, node, _ => of) : map.OptionalText(name);

    /// <summary>Reads the texts in other languages of what has its first text elsewhere.</summary>
    /// <param name="map">The map that they stand in.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="of">What they are of.</param>
    public void ReadTranslations(MapReader map, string name, string of)
    {
        switch (map[name])
        {
            case null:
                break;
            case FileMap node:
                Others(ByLanguage(map, name, node), of);
                break;
            case var other:
                map.Wrong(name, other, "expected texts by language, such as {el: Καφές}", false);
                break;
        }
    }

    private string Translated(MapReader map, string name, FileMap node, Func<string, string> of)
    {
        if (languages.Count == 0)
        {
            findings.Add(
                node.Mark,
                map.Below(name),
                "texts by language need the languages of the café: languages: [en, el]"
            );
            return "";
        }

        var texts = ByLanguage(map, name, node);
        var first = texts.Text(languages[0]);
        Others(texts, of(first));
        return first;
    }

    private MapReader ByLanguage(MapReader map, string name, FileMap node) =>
        new(findings, node, map.Below(name), "texts by language", [.. languages.Items]);

    private void Others(MapReader texts, string of)
    {
        foreach (var language in languages.Items.Skip(1))
        {
            if (texts.OptionalText(language) is { } text)
            {
                _translations.Add(new(of, language, text));
            }
        }
    }

    /// <summary>Writes a text with its translations; one text where there are none.</summary>
    /// <param name="of">What it is of.</param>
    /// <param name="first">The text in the first language.</param>
    public FileNode Write(string of, string first) =>
        Written(of) is { Count: > 0 } others
            ? Map([(languages[0], FileParts.Text(first)), .. others])
            : FileParts.Text(first);

    /// <summary>Writes the translations alone; null where there are none.</summary>
    /// <param name="of">What they are of.</param>
    public FileMap? WriteTranslations(string of) =>
        Written(of) is { Count: > 0 } others ? Map([.. others]) : null;

    private List<(string, FileNode?)> Written(string of) =>
        [
            .. _translations
                .Where(text => text.Of == of)
                .Select(text => (text.Language, (FileNode?)FileParts.Text(text.Text))),
        ];
}
