namespace TableTap.Cli.Printing;

/// <summary>A slip as it grows: each text is made printable and broken into lines that fit.</summary>
/// <param name="columns">How many letters of usual width a line has.</param>
/// <param name="words">The language.</param>
/// <param name="pages">What letters the printer has.</param>
internal sealed class SlipSheet(int columns, SlipWords words, CodePages pages)
{
    private readonly List<PrintLine> _lines = [];

    /// <summary>What is on it.</summary>
    public IReadOnlyList<PrintLine> Lines => _lines;

    /// <summary>A line across the paper.</summary>
    public void Rule() => _lines.Add(new(new string('-', columns)));

    /// <summary>Adds a text, and says where letters of it cannot be printed.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="indent">What stands before each of its lines.</param>
    /// <param name="otherwise">What it is called where letters of it are missing; null where nothing else says it.</param>
    public void Add(
        string text,
        PrintStyle style = PrintStyle.None,
        string indent = "",
        string? otherwise = null
    )
    {
        var (printable, isWhole) = pages.Printable(text);
        Break(printable, style, indent);
        if (isWhole)
        {
            return;
        }

        if (otherwise is not null)
        {
            Break($"[{otherwise}]", style, indent);
        }

        Break(
            pages.Printable(words.Unprintable).Text,
            PrintStyle.Bold | PrintStyle.Reversed,
            indent
        );
    }

    private void Break(string text, PrintStyle style, string indent)
    {
        var room =
            (style.HasFlag(PrintStyle.Wide) ? columns / 2 : columns)
            - indent.Length
            - (style.HasFlag(PrintStyle.Reversed) ? 2 : 0);
        foreach (var line in Pieces(text, room))
        {
            _lines.Add(
                new(indent + (style.HasFlag(PrintStyle.Reversed) ? $" {line} " : line), style)
            );
        }
    }

    // Between words where that is possible.
    private static IEnumerable<string> Pieces(string text, int room)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length <= room)
            {
                line += $" {word}";
                continue;
            }

            if (line.Length > 0)
            {
                yield return line;
            }

            line = word;
            while (line.Length > room)
            {
                yield return line[..room];
                line = line[room..];
            }
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
