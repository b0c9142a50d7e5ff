using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The export of Square's item library: one row for each variation of an item.</summary>
internal static class SquareSheet
{
    private const string Modifiers = "Modifier Set - ";

    /// <summary>Whether a sheet is such an export.</summary>
    public static bool Is(Sheet sheet) =>
        sheet.Has("Item Name", "Variation Name", "Price")
        || sheet.Has("Token", "Item Name", "Price");

    /// <summary>Reads the menu that is in such an export.</summary>
    public static SheetMenu Read(Sheet sheet)
    {
        var (handle, name) = (sheet.Column("Reference Handle"), sheet.Column("Item Name"));
        var category = sheet.Column("Categories", "Category", "Reporting Category");
        var (variation, price) = (sheet.Column("Variation Name"), sheet.Column("Price"));
        var (sku, archived) = (sheet.Column("SKU"), sheet.Column("Archived"));
        var (sellable, alcohol) = (sheet.Column("Sellable"), sheet.Column("Contains Alcohol"));
        var enabled = sheet.Columns("Enabled ").ToList();
        var ofLocations = sheet.Columns("Price ").ToList();
        var description = sheet.Column("Description");
        var items = new List<TillItem>();
        var current = new Dictionary<string, TillItem>(StringComparer.Ordinal);
        var (left, unsold, asked, alcoholic) = (0, 0, 0, 0);
        foreach (var row in sheet.Rows)
        {
            if (IsYes(row[archived]))
            {
                left++;
                continue;
            }

            if (IsNo(row[sellable]) || enabled.Count > 0 && enabled.TrueForAll(at => IsNo(row[at])))
            {
                unsold++;
                continue;
            }

            var cost = PriceOf(row);
            if (TillText.IsAsked(cost))
            {
                asked++;
                continue;
            }

            alcoholic += IsYes(row[alcohol]) ? 1 : 0;

            var options = Options(sheet, row).ToList();
            var key = row[handle].IsEmpty
                ? $"{row[name].Text}\n{row[category].Text}\n{(row[name].IsEmpty ? row.Line : 0)}"
                : row[handle].Text;
            if (
                !current.TryGetValue(key, out var item)
                || !row[name].IsEmpty && row[name].Text != item.Name.Text
            )
            {
                current[key] = item = new(
                    row,
                    [row[handle].Text.TrimStart('#'), row[sku].Text],
                    row[name],
                    TillText.FirstOf(row[category]),
                    TillText.Plain(row[description])
                )
                {
                    Axes =
                        options.Count > 0 ? [.. options.Select(one => one.Name)]
                        : row[variation].IsEmpty ? []
                        : [TillMenu.Size],
                };
                items.Add(item);
            }

            item.Variants.Add(
                new(
                    options.Count > 0 ? [.. options.Select(one => one.Value)]
                        : row[variation].IsEmpty ? []
                        : [row[variation].Text],
                    cost
                )
            );
        }

        return TillMenu.Of(
            items.Select(One),
            [
                .. TillMenu.LeftOut(left, "they are archived"),
                .. TillMenu.LeftOut(unsold, "they are sold at no location"),
                .. TillMenu.LeftOut(asked, TillMenu.AskedAtTheTill),
                .. alcoholic == 0
                    ? Array.Empty<string>()
                    :
                    [
                        $"{Counted.Of(alcoholic, "row contains", "rows contain")} alcohol, and no age is in this file: write minAge",
                    ],
                .. sheet
                    .Columns(Modifiers)
                    .Select(column =>
                        (
                            Name: sheet.Header[column].Text[Modifiers.Length..],
                            Count: sheet.Rows.Count(row => IsYes(row[column]))
                        )
                    )
                    .Where(set => set.Count > 0)
                    .Select(set =>
                        $"the modifier set {set.Name} of {Counted.Of(set.Count, "row", "rows")} has no options in this file: write it as a choice group"
                    ),
            ]
        );

        // The price of all locations, else that of the first one that has its own.
        SheetCell PriceOf(SheetRow row) =>
            row[price].IsEmpty && ofLocations.Find(place => !row[place].IsEmpty) is > 0 and var own
                ? row[own]
                : row[price];
    }

    /// <summary>An item with one variation is sold in one form, whatever that is called.</summary>
    private static TillItem One(TillItem item) =>
        item.Variants is [{ Values: [var only] }]
        && (
            only.Equals(TillMenu.Regular, StringComparison.OrdinalIgnoreCase)
            || only == item.Name.Text
        )
            ? item with
            {
                Axes = [],
            }
            : item;

    private static IEnumerable<(string Name, string Value)> Options(Sheet sheet, SheetRow row)
    {
        for (var number = 1; number <= 6; number++)
        {
            var name = row[sheet.Column($"Option Name {number}")];
            var value = row[sheet.Column($"Option Value {number}")];
            if (!name.IsEmpty && !value.IsEmpty)
            {
                yield return (name.Text, value.Text);
            }
        }
    }

    private static bool IsNo(SheetCell cell) =>
        cell.Text is "N" or "n" or "No" or "no" or "FALSE" or "false" or "0";

    private static bool IsYes(SheetCell cell) =>
        cell.Text is "Y" or "y" or "Yes" or "yes" or "TRUE" or "true" or "1";
}
