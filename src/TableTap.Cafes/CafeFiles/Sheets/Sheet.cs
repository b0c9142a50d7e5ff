using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>A cell of a sheet.</summary>
/// <param name="Mark">Its line, and its column counted in cells.</param>
/// <param name="Text">What it says, without white space around it.</param>
internal readonly record struct SheetCell(FileMark Mark, string Text)
{
    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Text);
}

/// <summary>A row of a sheet.</summary>
/// <param name="Line">The line where it begins.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record SheetRow(int Line, IReadOnlyList<SheetCell> Cells)
{
    /// <summary>The place where the row begins.</summary>
    public FileMark Mark => new(Line, 1);

    /// <summary>The cell in a column; an empty one where the row is shorter, or there is no such column.</summary>
    /// <param name="column">The place of the column; -1 for none.</param>
    public SheetCell this[int column] =>
        column >= 0 && column < Cells.Count
            ? Cells[column]
            : new(new(Line, Math.Max(column, 0) + 1), "");

    /// <summary>Whether no cell says anything.</summary>
    public bool IsEmpty => Cells.All(cell => cell.IsEmpty);
}

/// <summary>A sheet: rows under a header.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Rows">The rows that say something.</param>
internal sealed record Sheet(SheetRow Header, IReadOnlyList<SheetRow> Rows)
{
    /// <summary>The place of the first column that has one of these names, upper case or not; -1 where there is none.</summary>
    /// <param name="names">The names, the most wanted first.</param>
    public int Column(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            for (var place = 0; place < Header.Cells.Count; place++)
            {
                if (Header.Cells[place].Text.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return place;
                }
            }
        }

        return -1;
    }

    /// <summary>The places of the columns whose names begin so.</summary>
    /// <param name="beginning">How they begin, upper case or not.</param>
    public IEnumerable<int> Columns(string beginning) =>
        Enumerable
            .Range(0, Header.Cells.Count)
            .Where(place =>
                Header.Cells[place].Text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Whether all of these columns are there.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Column(name) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
