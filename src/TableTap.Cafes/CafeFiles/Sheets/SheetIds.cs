using System.Globalization;
using System.Text;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Makes ids of names, each once. One reading, one thread.</summary>
internal sealed class SheetIds
{
    private const int Longest = 48;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>An id that is not taken yet: the first of these texts that gives one.</summary>
    /// <param name="otherwise">What it is where none does, with a number.</param>
    /// <param name="texts">What it should be like, the most wanted first.</param>
    public string Of(string otherwise, params ReadOnlySpan<string?> texts)
    {
        var wanted = otherwise;
        foreach (var text in texts)
        {
            if (Plain(text) is { Length: > 0 } plain)
            {
                wanted = plain;
                break;
            }
        }

        var id = wanted;
        for (var number = 2; !_taken.Add(id); number++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        }

        return id;
    }

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
