using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The export of Loyverse's item list: one row for each variant; what belongs to the item stands in its first row.</summary>
internal static class LoyverseSheet
{
    private const string Modifiers = "Modifier - ";
    private const string Available = "Available for sale";
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
        var available = AvailableOf(sheet, price);
        var weighed = sheet.Column("Sold by weight");
        var (left, asked) = (0, 0);
        var items = new List<TillItem>();
        var current = new Dictionary<string, TillItem>(StringComparer.Ordinal);
        foreach (var row in sheet.Rows)
        {
            var key = row[handle].IsEmpty ? $"{row.Line}" : row[handle].Text;
            var item = current.GetValueOrDefault(key);
            if (item is not null && row[price].IsEmpty && !row[included].IsEmpty)
            {
                // One more thing that a composite item is made of.
                continue;
            }

            if (item is null || IsAnother(item, row))
            {
                current[key] = item = new(
                    row,
                    [row[handle].Text, row[sku].Text],
                    row[name],
                    row[category],
                    TillText.Plain(row[description])
                )
                {
                    Axes = [.. Values(sheet, row, "name")],
                };
                items.Add(item);
            }

            if (row[available].Text is "N" or "n")
            {
                left++;
                continue;
            }

            if (TillText.IsAsked(row[price]))
            {
                asked++;
                continue;
            }

            item.Variants.Add(new([.. Values(sheet, row, "value")], row[price]));
        }

        items.RemoveAll(item => item.Variants.Count == 0);
        var byWeight = items.FindAll(item => item.Row[weighed].Text is "Y" or "y");
        return TillMenu.Of(
            items,
            [
                .. TillMenu.LeftOut(
                    left,
                    "they are not for sale in the store whose prices are taken"
                ),
                .. TillMenu.LeftOut(asked, TillMenu.AskedAtTheTill),
                .. byWeight.Count == 0
                    ? Array.Empty<string>()
                    :
                    [
                        $"{Counted.Of(byWeight.Count, "item is", "items are")} sold by weight, and the price is that of a unit of it (line {byWeight[0].Row.Line}, {byWeight[0].Name.Text})",
                    ],
                .. Sets(sheet),
            ]
        );

        bool IsAnother(TillItem item, SheetRow row) =>
            !row[name].IsEmpty
            && (row[name].Text != item.Name.Text || !Values(sheet, row, "value").Any());
    }

    private static IEnumerable<string> Sets(Sheet sheet) =>
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
            );

    /// <summary>The price of the first store, else the default one.</summary>
    private static int PriceOf(Sheet sheet) =>
        sheet.Columns("Price [").Append(-1).First() is var ofStore and >= 0
            ? ofStore
            : sheet.Column("Default price", "Price");

    /// <summary>Whether what a row has is for sale, in the store whose price is taken.</summary>
    private static int AvailableOf(Sheet sheet, int price) =>
        price >= 0
        && sheet.Header[price].Text.IndexOf('[', StringComparison.Ordinal) is var store and >= 0
            ? sheet.Column($"{Available} {sheet.Header[price].Text[store..]}")
            : sheet.Columns(Available).Append(-1).First();

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
