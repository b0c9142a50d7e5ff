using System.Net;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The export of WooCommerce's products: one row for each product, and one for each variation of a variable one.</summary>
internal static class WooCommerceSheet
{
    private const int MostAttributes = 10;

    /// <summary>Whether a sheet is such an export.</summary>
    public static bool Is(Sheet sheet) => sheet.Has("ID", "Type", "SKU", "Name", "Regular price");

    /// <summary>Reads the menu that is in such an export.</summary>
    public static SheetMenu Read(Sheet sheet)
    {
        var (id, type) = (sheet.Column("ID"), sheet.Column("Type"));
        var (sku, name) = (sheet.Column("SKU"), sheet.Column("Name"));
        var (parent, price) = (sheet.Column("Parent"), sheet.Column("Regular price"));
        var (published, sale) = (sheet.Column("Published"), sheet.Column("Sale price"));
        var visibility = sheet.Column("Visibility in catalog", "Visibility in catalogue");
        var words = sheet.Column("Short description", "Description");
        var items = new List<TillItem>();
        var parents = new Dictionary<string, (TillItem Item, int[] Attributes)>(
            StringComparer.Ordinal
        );
        var (hidden, unseen, others) = (0, 0, 0);
        // A product that was made of another one stands below its own variations.
        foreach (var row in sheet.Rows.OrderBy(row => Kind(row) == "variation"))
        {
            var kind = Kind(row);
            if (kind == "variation")
            {
                if (IsPublished(row) && parents.TryGetValue(row[parent].Text, out var whole))
                {
                    whole.Item.Variants.Add(
                        new(
                            [
                                .. whole.Attributes.Zip(
                                    whole.Item.Axes,
                                    (number, attribute) => ValueOf(sheet, row, number, attribute)
                                ),
                            ],
                            row[price]
                        )
                    );
                }
                else
                {
                    hidden++;
                }

                continue;
            }

            if (kind is not ("simple" or "variable"))
            {
                others++;
                continue;
            }

            if (!IsPublished(row))
            {
                hidden++;
                continue;
            }

            if (row[visibility].Text.Equals("hidden", StringComparison.OrdinalIgnoreCase))
            {
                unseen++;
                continue;
            }

            var attributes = kind == "variable" ? Chosen(sheet, row) : [];
            var item = new TillItem(
                row,
                [row[sku].Text, row[id].IsEmpty ? "" : $"item-{row[id].Text}"],
                TillText.Plain(row[name]),
                TillText.FirstOf(TillText.Plain(row[sheet.Column("Categories")])),
                TillText.Plain(row[words]),
                TillText.FirstOf(row[sheet.Column("Images")])
            )
            {
                Axes = [.. attributes.Select(number => NameOf(sheet, row, number))],
            };
            if (kind == "simple")
            {
                item.Variants.Add(new([], row[price]));
            }
            else
            {
                foreach (
                    var key in new[] { row[sku].Text, $"id:{row[id].Text}" }.Where(key =>
                        key.Length > 0
                    )
                )
                {
                    parents.TryAdd(key, (item, attributes));
                }
            }

            items.Add(item);
        }

        hidden += items.RemoveAll(item => item.Variants.Count == 0);
        var unsaid = new List<(string Attribute, TillItem Item)>();
        items = items.ConvertAll(item => Varied(item, unsaid));
        var sales = sheet.Rows.Count(row => !row[sale].IsEmpty);
        return TillMenu.Of(
            items,
            [
                .. TillMenu.LeftOut(hidden, "they are not published, or vary nothing that is"),
                .. TillMenu.LeftOut(unseen, "the shop does not show them in its catalogue"),
                .. TillMenu.LeftOut(others, "they are no simple, variable or varied products"),
                .. sales == 0
                    ? Array.Empty<string>()
                    : ["sale prices are left out: the regular ones are taken"],
                .. unsaid
                    .GroupBy(one => one.Attribute, one => one.Item, StringComparer.Ordinal)
                    .Select(of =>
                        $"the attribute {of.Key} of {Counted.Of(of.Count(), "product", "products")} is no choice, because no variation says it (line {of.First().Row.Line}, {of.First().Name.Text})"
                    ),
            ]
        );

        string Kind(SheetRow row) => row[type].Text.Split(',')[0].Trim().ToLowerInvariant();

        bool IsPublished(SheetRow row) => row[published].IsEmpty || row[published].Text == "1";
    }

    /// <summary>An item without the attributes that none of its variations says: they inform, or any of their values will do.</summary>
    private static TillItem Varied(TillItem item, List<(string Attribute, TillItem Item)> unsaid)
    {
        var axes = Enumerable
            .Range(0, item.Axes.Count)
            .ToLookup(axis => item.Variants.Exists(variant => variant.Values[axis].Length > 0));
        if (!axes[false].Any())
        {
            return item;
        }

        unsaid.AddRange(axes[false].Select(axis => (item.Axes[axis], item)));
        return item with
        {
            Axes = [.. axes[true].Select(axis => item.Axes[axis])],
            Variants = item.Variants.ConvertAll(variant =>
                variant with
                {
                    Values = [.. axes[true].Select(axis => variant.Values[axis])],
                }
            ),
        };
    }

    /// <summary>The numbers of the attributes that are chosen: what has one value only is no choice.</summary>
    private static int[] Chosen(Sheet sheet, SheetRow row) =>
        [
            .. Enumerable
                .Range(1, MostAttributes)
                .Where(number =>
                    !row[sheet.Column($"Attribute {number} name")].IsEmpty
                    && TillText.IsList(row[sheet.Column($"Attribute {number} value(s)")])
                ),
        ];

    /// <summary>
    /// The value that a variation has of an attribute of its product. A variation counts its own attributes alone: the second one of the
    /// product may be its first, so the name says which it is.
    /// </summary>
    private static string ValueOf(Sheet sheet, SheetRow row, int number, string attribute)
    {
        var named = Enumerable
            .Range(1, MostAttributes)
            .FirstOrDefault(one =>
                NameOf(sheet, row, one).Equals(attribute, StringComparison.OrdinalIgnoreCase)
            );
        return named > 0 ? Value(named)
            : NameOf(sheet, row, number).Length == 0 ? Value(number)
            : "";

        string Value(int place) =>
            TillText.WithCommas(
                WebUtility.HtmlDecode(row[sheet.Column($"Attribute {place} value(s)")].Text)
            );
    }

    private static string NameOf(Sheet sheet, SheetRow row, int number) =>
        WebUtility.HtmlDecode(row[sheet.Column($"Attribute {number} name")].Text);
}
