using System.Text;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Several texts in one cell, with a bar between them; <c>\|</c> is a bar and <c>\\</c> a backslash. Pure.</summary>
internal static class CellList
{
    /// <summary>The texts of a cell.</summary>
    public static IReadOnlyList<string> Read(string cell)
    {
        var (texts, text) = (new List<string>(), new StringBuilder());
        for (var place = 0; place < cell.Length; place++)
        {
            if (cell[place] == '\\' && place + 1 < cell.Length && cell[place + 1] is '|' or '\\')
            {
                text.Append(cell[++place]);
            }
            else if (cell[place] == '|')
            {
                texts.Add(text.ToString().Trim());
                text.Clear();
            }
            else
            {
                text.Append(cell[place]);
            }
        }

        texts.Add(text.ToString().Trim());
        return texts.FindAll(one => one.Length > 0);
    }

    /// <summary>The cell of some texts.</summary>
    public static string Write(IEnumerable<string> texts) =>
        string.Join(
            '|',
            texts.Select(text =>
                text.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("|", "\\|", StringComparison.Ordinal)
            )
        );
}
