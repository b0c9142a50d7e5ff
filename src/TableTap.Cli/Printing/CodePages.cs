using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TableTap.Cli.Printing;

/// <summary>A table of 256 letters that a printer has.</summary>
internal sealed class CodePage
{
    private const int FirstOfTable = 0x80;
    private readonly Dictionary<char, byte> _bytes = [];

    /// <summary>Reads a table from the platform's.</summary>
    /// <param name="name">Its number, as everybody knows it: 858.</param>
    /// <param name="selector">The number under which the printer has it (<c>ESC t</c>).</param>
    public CodePage(int name, byte selector)
    {
        (Name, Selector) = (name, selector);
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name)!;
        for (var value = FirstOfTable; value <= byte.MaxValue; value++)
        {
            var letter = encoding.GetString([(byte)value]);
            // What the table has no letter for comes as a control character.
            if (letter is [var one] && !char.IsControl(one) && one != '\uFFFD')
            {
                _bytes.TryAdd(one, (byte)value);
            }
        }
    }

    /// <summary>Its number, as everybody knows it.</summary>
    public int Name { get; }

    /// <summary>The number under which the printer has it.</summary>
    public byte Selector { get; }

    /// <summary>Whether the table has a letter, and where.</summary>
    public bool TryFind(char letter, out byte value)
    {
        if (letter is >= ' ' and <= '~')
        {
            value = (byte)letter;
            return true;
        }

        return _bytes.TryGetValue(letter, out value);
    }
}

/// <summary>
/// The code pages of a printer, and what of a text it can print with them. Only pages whose letters stand side by side from left to right:
/// printers neither join letters (Arabic) nor turn lines round (Hebrew).
/// </summary>
internal sealed class CodePages
{
    /// <summary>The pages that are taken where none are named: western, central European, Greek and Cyrillic letters.</summary>
    public const string Usual = "858,852,737,866";

    /// <summary>What is allowed, in words.</summary>
    public const string Rule =
        "numbers of code pages by commas, each perhaps with the number that the printer has for it: 858,737=14";

    // What a printer cannot print.
    private const char Missing = '?';

    // The numbers of ESC t, as Epson's printers and most others have them.
    private static readonly Dictionary<int, byte> Selectors = new()
    {
        [437] = 0,
        [850] = 2,
        [860] = 3,
        [863] = 4,
        [865] = 5,
        [857] = 13,
        [737] = 14,
        [1252] = 16,
        [866] = 17,
        [852] = 18,
        [858] = 19,
        [775] = 33,
        [855] = 34,
        [861] = 35,
        [869] = 38,
        [1250] = 45,
        [1251] = 46,
        [1253] = 47,
        [1254] = 48,
        [1257] = 51,
    };

    // Signs that mean the same; letters are never replaced by others.
    private static readonly Dictionary<char, string> SameSign = new()
    {
        ['‘'] = "'",
        ['’'] = "'",
        ['‚'] = "'",
        ['“'] = "\"",
        ['”'] = "\"",
        ['„'] = "\"",
        ['‐'] = "-",
        ['‑'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['−'] = "-",
        ['…'] = "...",
        ['•'] = "*",
        ['×'] = "x",
        ['€'] = "EUR",
        ['œ'] = "oe",
        ['Œ'] = "OE",
    };

    private readonly CodePage[] _pages;

    private CodePages(CodePage[] pages) => _pages = pages;

    /// <summary>Reads the pages that a printer has.</summary>
    /// <param name="text">See <see cref="Rule"/>.</param>
    /// <returns>The pages; null where the text is none of them.</returns>
    public static CodePages? Read(string text)
    {
        var pages = new List<CodePage>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var cut = part.IndexOf('=', StringComparison.Ordinal);
            var name = cut < 0 ? part : part[..cut];
            var given = cut < 0 ? null : part[(cut + 1)..];
            if (
                !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !Selectors.TryGetValue(number, out var selector)
                || (
                    given is not null
                    && !byte.TryParse(
                        given,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out selector
                    )
                )
            )
            {
                return null;
            }

            pages.Add(new(number, selector));
        }

        return new([.. pages]);
    }

    /// <summary>A text as it can be printed, one letter in one place.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text, and whether all its letters are there; what is missing is a question mark.</returns>
    public (string Text, bool IsWhole) Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        var isWhole = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && PageOf((char)rune.Value) is not null)
            {
                printable.Append((char)rune.Value);
            }
            else if (rune.IsBmp && SameSign.TryGetValue((char)rune.Value, out var same))
            {
                printable.Append(same);
            }
            else if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                printable.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                // Formats, such as marks of direction, have no letter of their own.
                printable.Append(Missing);
                isWhole = false;
            }
        }

        return (printable.ToString(), isWhole);
    }

    /// <summary>Cuts a printable text into pieces of one page each.</summary>
    /// <param name="printable">A text of <see cref="Printable"/>.</param>
    /// <param name="current">The page that is selected before; null for none.</param>
    public IEnumerable<(CodePage Page, byte[] Letters)> Pieces(string printable, CodePage? current)
    {
        var page = current ?? _pages[0];
        var letters = new List<byte>(printable.Length);
        foreach (var letter in printable)
        {
            if (!page.TryFind(letter, out var value))
            {
                var other = PageOf(letter) ?? throw new UnreachableException();
                if (letters.Count > 0)
                {
                    yield return (page, letters.ToArray());
                    letters.Clear();
                }

                page = other;
                page.TryFind(letter, out value);
            }

            letters.Add(value);
        }

        if (letters.Count > 0)
        {
            yield return (page, letters.ToArray());
        }
    }

    private CodePage? PageOf(char letter) =>
        _pages.FirstOrDefault(page => page.TryFind(letter, out _));
}
