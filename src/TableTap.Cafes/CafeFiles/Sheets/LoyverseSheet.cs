using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The export of Loyverse's item list: one row for each variant; what belongs to the item stands in its first row.</summary>
internal static class LoyverseSheet
{
    private const string Modifiers = "Modifier - ";
    private const int MostOptions = 3;

    /// <summary>Whether a sheet is such an export.</summary>
    public static bool Is(Sheet sheet) =>
        sheet.Has("Handle", "Name", "Category") && !sheet.Has("Item Name");

    /// <summary>Reads the menu that is in such an export.</summary>
    public static SheetMenu Read(Sheet sheet)
    {
        var (handle, name) = (sheet.Column("Handle"), sheet.Column("Name"));
        var (category, description) = (sheet.Column("Category"), sheet.Column("Description"));
        var (price, sku) = (PriceOf(sheet), sheet.Column("SKU"));
        var included = sheet.Column("SKU of included item");
        var items = new Dictionary<string, TillItem>(StringComparer.Ordinal);
        foreach (var row in sheet.Rows)
        {
            var key = row[handle].IsEmpty ? $"{row.Line}" : row[handle].Text;
            if (!items.TryGetValue(key, out var item))
            {
                items[key] = item = new(
                    row,
                    [row[handle].Text, row[sku].Text],
                    row[name],
                    row[category],
                    row[description]
                )
                {
                    Axes = [.. Values(sheet, row, "name")],
                };
            }
            else if (row[price].IsEmpty && !row[included].IsEmpty)
            {
                // One more thing that a composite item is made of.
                continue;
            }

            item.Variants.Add(new([.. Values(sheet, row, "value")], row[price]));
        }

        return TillMenu.Of(
            items.Values,
            sheet
                .Columns(Modifiers)
                .Select(column =>
                    (
                        Name: sheet.Header[column].Text[Modifiers.Length..].Trim('"'),
                        Count: sheet.Rows.Count(row => row[column].Text is "Y" or "y")
                    )
                )
                .Where(set => set.Count > 0)
                .Select(set =>
                    $"the modifier {set.Name} of {Counted.Of(set.Count, "item", "items")} has no options in this file: write it as a choice group"
                )
        );
    }

    /// <summary>The price of the first store, else the default one.</summary>
    private static int PriceOf(Sheet sheet) =>
        sheet.Columns("Price [").Append(-1).First() is var ofStore and >= 0
            ? ofStore
            : sheet.Column("Default price", "Price");

    private static IEnumerable<string> Values(Sheet sheet, SheetRow row, string what)
    {
        for (var number = 1; number <= MostOptions; number++)
        {
            if (row[sheet.Column($"Option {number} {what}")] is { IsEmpty: false } cell)
            {
                yield return cell.Text;
            }
        }
    }
}
