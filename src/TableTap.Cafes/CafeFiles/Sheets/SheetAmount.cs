using System.Globalization;
using System.Text;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>
/// Amounts as people write them in a sheet: with a currency, a decimal comma, thousands in groups, digits of other scripts. What can mean
/// two things stays as it is, so that it is told. Pure.
/// </summary>
internal static class SheetAmount
{
    /// <summary>What currencies are called on menus beside their codes and signs.</summary>
    private static readonly string[] Abbreviations =
    [
        "euro",
        "euros",
        "fr",
        "fr.",
        "kr",
        "kr.",
        "zł",
        "Kč",
        "Ft",
        "lei",
        "лв",
        "лв.",
        "ден",
        "ден.",
        "KD",
        "JD",
        "BD",
        "Dhs",
        "SR",
        "د.ك",
        "د.إ",
        "ر.س",
        "ل.ل",
        "د.أ",
        "ج.م",
    ];

    /// <summary>The amount of a cell as a café's file has it.</summary>
    /// <param name="cell">The cell.</param>
    public static FileText Of(SheetCell cell) => new(cell.Mark, Plain(cell.Text), IsText: false);

    /// <summary>An amount with a point and nothing else; the text itself where it is not plain what is meant.</summary>
    /// <param name="text">What stands in the cell.</param>
    public static string Plain(string text)
    {
        var number = Number(text);
        if (number is null)
        {
            return text;
        }

        var last = number.LastIndexOfAny(['.', ',']);
        if (last < 0)
        {
            return number;
        }

        var (mark, digits) = (number[last], number.Length - last - 1);
        var others = number.AsSpan(0, last);
        var hasOther = others.Contains(mark == '.' ? ',' : '.');
        if (others.Contains(mark))
        {
            // 1,234,567: groups of three, and no decimals.
            return hasOther || !AreGroups(number.Split(mark)) ? text : Joined(number);
        }

        if (hasOther)
        {
            // 1.234,50: the last one is the decimal mark.
            var whole = number[..last].Split(mark == '.' ? ',' : '.');
            return AreGroups(whole) ? $"{string.Concat(whole)}.{number[(last + 1)..]}" : text;
        }

        // 1,200 may be more than a thousand, or a little more than one.
        return mark == ',' && digits == 3 ? text : $"{number[..last]}.{number[(last + 1)..]}";
    }

    /// <summary>The digits and marks alone; null where there is something else between them.</summary>
    private static string? Number(string text)
    {
        var number = new StringBuilder(text.Length);
        var (ended, sign, word) = (false, "", new StringBuilder());
        for (var place = 0; place < text.Length; place++)
        {
            var letter = text[place];
            if (IsGroupSpace(text, place))
            {
                continue;
            }

            if (char.IsDigit(letter))
            {
                if (ended || !IsCurrency(word.ToString()))
                {
                    return null;
                }

                word.Clear();

                number.Append((char)('0' + (int)char.GetNumericValue(letter)));
            }
            else if (letter is '.' or ',' or '\u066B' && number.Length > 0 && !ended)
            {
                number.Append(letter == '\u066B' ? '.' : letter);
            }
            else if (letter is '-' or '\u2212' && number.Length == 0 && sign.Length == 0)
            {
                sign = "-";
            }
            else if (letter is '\u066C' or '\'' or '\u2019' && number.Length > 0)
            {
                // Thousands in Arabic and in Swiss writing.
            }
            else if (char.IsLetter(letter) || letter == '.')
            {
                ended = number.Length > 0;
                word.Append(letter);
            }
            else if (
                char.IsWhiteSpace(letter)
                || char.GetUnicodeCategory(letter) == UnicodeCategory.CurrencySymbol
                || letter == '+'
            )
            {
                ended = number.Length > 0;
            }
            else if (
                !char.IsControl(letter)
                && char.GetUnicodeCategory(letter) == UnicodeCategory.Format
            )
            {
                // Marks of direction around a price in Arabic.
            }
            else
            {
                return null;
            }
        }

        return number.Length == 0 || number[^1] is '.' or ',' || !IsCurrency(word.ToString())
            ? null
            : sign + number;
    }

    /// <summary>Whether letters beside a number are a currency, or there are none: <c>two 1</c> is no amount.</summary>
    private static bool IsCurrency(string word) =>
        word.Length == 0
        || Currencies.Knows(word.ToUpperInvariant())
        || Abbreviations.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether white space stands before a group of three digits: <c>1 234,50</c>.</summary>
    private static bool IsGroupSpace(string text, int place) =>
        char.IsWhiteSpace(text[place])
        && place > 0
        && char.IsDigit(text[place - 1])
        && text.AsSpan(place + 1) is [var a, var b, var c, ..] next
        && char.IsDigit(a)
        && char.IsDigit(b)
        && char.IsDigit(c)
        && (next.Length == 3 || !char.IsDigit(next[3]));

    private static bool AreGroups(string[] groups) =>
        groups[0].TrimStart('-').Length is >= 1 and <= 3
        && groups.Skip(1).All(group => group.Length == 3);

    private static string Joined(string number) =>
        string.Concat(number.Where(letter => letter is not ('.' or ',')));
}
