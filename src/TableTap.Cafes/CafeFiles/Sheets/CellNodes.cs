using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>What cells of a sheet are in a café's file.</summary>
internal static class CellNodes
{
    /// <summary>A yes or no of a cell.</summary>
    /// <param name="cell">The cell.</param>
    public static FileText Flag(SheetCell cell) =>
        new(
            cell.Mark,
            cell.Text.ToLowerInvariant() switch
            {
                "yes" or "y" or "x" or "1" or "true" => "true",
                "no" or "n" or "0" or "false" => "false",
                _ => cell.Text,
            },
            IsText: false
        );

    /// <summary>The text of a cell.</summary>
    /// <param name="cell">The cell.</param>
    public static FileText Text(SheetCell cell) => new(cell.Mark, cell.Text, IsText: true);

    /// <summary>Texts that stand in one cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="texts">The texts.</param>
    public static FileList List(SheetCell cell, IReadOnlyList<string> texts) =>
        new(cell.Mark, [.. texts.Select(text => new FileText(cell.Mark, text, IsText: true))]);
}
