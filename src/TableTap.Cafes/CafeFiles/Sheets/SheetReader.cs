using nietras.SeparatedValues;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Reads the cells of a sheet, whatever separates them: commas, semicolons or tabs, by which there are most of in the header.</summary>
internal static class SheetReader
{
    /// <summary>The most rows that are read.</summary>
    public const int MostRows = 20_000;

    /// <summary>The most columns that are read.</summary>
    public const int MostColumns = 500;

    private const string Formula = "=+-@'\t";

    /// <summary>Reads a sheet from the text of its file.</summary>
    /// <param name="text">The file.</param>
    /// <exception cref="BrokenFileException">It is no sheet.</exception>
    public static Sheet Read(string text)
    {
        try
        {
            return Of(Rows(text));
        }
        catch (NotSupportedException)
        {
            throw Broken(1, "a row is too long: is a quote (\") not closed?");
        }
    }

    /// <summary>A sheet of rows, of which the first that says something names the columns.</summary>
    /// <param name="all">The rows, also those that say nothing.</param>
    /// <exception cref="BrokenFileException">There is none, or there are too many.</exception>
    public static Sheet Of(IEnumerable<SheetRow> all)
    {
        var rows = new List<SheetRow>();
        foreach (var row in all)
        {
            if (row.Cells.Count > MostColumns)
            {
                throw Broken(row.Line, $"at most {MostColumns} columns");
            }

            if (!row.IsEmpty)
            {
                rows.Add(row);
            }

            if (rows.Count > MostRows + 1)
            {
                throw Broken(row.Line, $"at most {Counted.Of(MostRows, "row", "rows")} are read");
            }
        }

        return rows.Count > 0
            ? new(rows[0], rows[1..])
            : throw Broken(1, "the file is empty: expected a row with the names of the columns");
    }

    private static IEnumerable<SheetRow> Rows(string text)
    {
        using var reader = new Sep(SeparatorOf(text))
            .Reader(options =>
                options with
                {
                    HasHeader = false,
                    DisableColCountCheck = true,
                    Unescape = true,
                }
            )
            .FromText(text);
        while (reader.MoveNext())
        {
            yield return Cells(reader.Current);
        }
    }

    private static SheetRow Cells(SepReader.Row row)
    {
        // Without a header the reader counts its first row with the second.
        var line = row.RowIndex == 0 ? 1 : row.LineNumberFrom;
        var cells = new SheetCell[Math.Min(row.ColCount, MostColumns + 1)];
        for (var place = 0; place < cells.Length; place++)
        {
            cells[place] = new(new(line, place + 1), Plain(row[place].ToString().Trim()));
        }

        return new(line, cells);
    }

    /// <summary>A text as it was meant: without the mark that keeps a spreadsheet program from calculating it.</summary>
    /// <param name="text">What the cell says.</param>
    public static string Plain(string text) =>
        text is ['\'', var next, ..] && Formula.Contains(next, StringComparison.Ordinal) ? text[1..]
        : text is ['=', '"', .. var quoted, '"'] ? quoted
        : text;

    /// <summary>A text as it is written, so that no spreadsheet program calculates it: <see cref="Plain"/> takes it back.</summary>
    /// <param name="text">What it says.</param>
    public static string Marked(string text) =>
        text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;

    private static char SeparatorOf(string text)
    {
        var (counts, isQuoted) = (new Dictionary<char, int>(), false);
        foreach (var letter in text)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && letter is '\n' or '\r' && counts.Count > 0)
            {
                break;
            }
            else if (!isQuoted && letter is ',' or ';' or '\t')
            {
                counts[letter] = counts.GetValueOrDefault(letter) + 1;
            }
        }

        return counts.Count == 0 ? ',' : counts.MaxBy(one => one.Value).Key;
    }

    private static BrokenFileException Broken(int line, string what) =>
        new(new(new FileMark(line, 1), "", what));
}
