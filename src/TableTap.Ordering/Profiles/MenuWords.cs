namespace TableTap.Ordering.Profiles;

/// <summary>The menu's texts in one language of a café: where a text is not translated, it is the café's first language that speaks. Immutable.</summary>
public sealed class MenuWords
{
    private readonly Dictionary<string, string> _texts;

    /// <summary>The texts of a café in one of its languages.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="language">One of its languages; null for its first.</param>
    public MenuWords(CafeProfile cafe, string? language)
    {
        Language = language ?? cafe.Languages.Items.FirstOrDefault();
        _texts = cafe
            .Translations.Items.Where(text => text.Language == Language)
            .ToDictionary(text => text.Of, text => text.Text, StringComparer.Ordinal);
    }

    /// <summary>The language; null in a café that names none.</summary>
    public string? Language { get; }

    /// <summary>A text in the language.</summary>
    /// <param name="of">What it is of: <see cref="TranslationKey"/>.</param>
    /// <param name="first">The text in the café's first language.</param>
    public string Of(string of, string first) => _texts.GetValueOrDefault(of, first);

    /// <summary>The first of somebody's wishes that a café speaks; its first language where it speaks none of them. A wish for <c>pt-BR</c> is met by <c>pt</c>, too.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="wishes">Languages, the most wanted first.</param>
    public static string? Chosen(CafeProfile cafe, IEnumerable<string> wishes)
    {
        foreach (var wish in wishes)
        {
            foreach (var asked in (string[])[wish, wish.Split('-')[0]])
            {
                var spoken = cafe.Languages.Items.FirstOrDefault(language =>
                    string.Equals(language, asked, StringComparison.OrdinalIgnoreCase)
                );
                if (spoken is not null)
                {
                    return spoken;
                }
            }
        }

        return cafe.Languages.Items.FirstOrDefault();
    }
}
