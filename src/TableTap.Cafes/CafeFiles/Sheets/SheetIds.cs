using System.Globalization;
using System.Text;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Makes ids of names, each once. One reading, one thread.</summary>
internal sealed class SheetIds
{
    private const int Longest = 48;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>An id that is not taken yet: the first of these texts that gives one.</summary>
    /// <param name="otherwise">What it is where none does, with a number.</param>
    /// <param name="texts">What it should be like, the most wanted first.</param>
    public string Of(string otherwise, params ReadOnlySpan<string?> texts)
    {
        var wanted = Wanted(otherwise, texts);
        var id = wanted;
        while (!_taken.Add(id))
        {
            var number = _next.GetValueOrDefault(wanted, 2);
            _next[wanted] = number + 1;
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        }

        return id;
    }

    /// <summary>Keeps an id from being given.</summary>
    /// <param name="id">The id.</param>
    public void Take(string id) => _taken.Add(id);

    /// <summary>What an id should be, whether it is taken or not: the first of these texts that gives one.</summary>
    /// <param name="otherwise">What it is where none does.</param>
    /// <param name="texts">What it should be like, the most wanted first.</param>
    public static string Wanted(string otherwise, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (Plain(text) is { Length: > 0 } plain)
            {
                return plain;
            }
        }

        return otherwise;
    }

    /// <summary>
    /// Whether <see cref="Plain"/> says all of a text but the marks between its words: of a Greek name with a number only the number is left,
    /// which is no name.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool IsWhole(string text) =>
        text.Length <= Longest
        && Plain(text).Length > 0
        && text.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '.' or '#'
        );

    /// <summary>A text as an id: without accents, in lower case, joined by hyphens; empty where no letter of it is left.</summary>
    /// <param name="text">The text.</param>
    public static string Plain(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        if (text.Length <= Longest && Identifier.IsValid(text))
        {
            return text;
        }

        var id = new StringBuilder(Longest);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (id.Length == Longest)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(letter))
            {
                id.Append(char.ToLowerInvariant(letter));
            }
            else if (
                CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark
                && id.Length > 0
                && id[^1] != '-'
            )
            {
                id.Append('-');
            }
        }

        return id.ToString().Trim('-');
    }
}
