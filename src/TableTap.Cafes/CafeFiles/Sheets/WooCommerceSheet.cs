using System.Net;
using System.Text.RegularExpressions;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The export of WooCommerce's products: one row for each product, and one for each variation of a variable one.</summary>
internal static partial class WooCommerceSheet
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
        var words = sheet.Column("Short description", "Description");
        var items = new List<TillItem>();
        var parents = new Dictionary<string, (TillItem Item, int[] Attributes)>(
            StringComparer.Ordinal
        );
        var (hidden, others) = (0, 0);
        foreach (var row in sheet.Rows)
        {
            var kind = row[type].Text.Split(',')[0].Trim().ToLowerInvariant();
            if (kind == "variation")
            {
                if (IsPublished(row) && parents.TryGetValue(row[parent].Text, out var whole))
                {
                    whole.Item.Variants.Add(
                        new(
                            [
                                .. whole.Attributes.Select(number =>
                                    WebUtility.HtmlDecode(
                                        row[sheet.Column($"Attribute {number} value(s)")].Text
                                    )
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

            var attributes = kind == "variable" ? Chosen(sheet, row) : [];
            var item = new TillItem(
                row,
                [row[sku].Text, row[id].IsEmpty ? "" : $"item-{row[id].Text}"],
                Text(row[name]),
                TillMenu.FirstOf(Text(row[sheet.Column("Categories")])),
                Text(row[words]),
                TillMenu.FirstOf(row[sheet.Column("Images")])
            )
            {
                Axes =
                [
                    .. attributes.Select(number =>
                        WebUtility.HtmlDecode(row[sheet.Column($"Attribute {number} name")].Text)
                    ),
                ],
            };
            if (kind == "simple")
            {
                item.Variants.Add(new([], row[price]));
            }
            else
            {
                parents.TryAdd(row[sku].Text, (item, attributes));
                parents.TryAdd($"id:{row[id].Text}", (item, attributes));
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
                    && row[sheet.Column($"Attribute {number} value(s)")]
                        .Text.Contains(',', StringComparison.Ordinal)
                ),
        ];

    /// <summary>A text without the marks of a web page.</summary>
    private static SheetCell Text(SheetCell cell) =>
        cell.IsEmpty
            ? cell
            : cell with
            {
                Text = Spaces()
                    .Replace(
                        WebUtility.HtmlDecode(
                            Marks()
                                .Replace(
                                    cell.Text.Replace("\\n", " ", StringComparison.Ordinal),
                                    " "
                                )
                        ),
                        " "
                    )
                    .Trim(),
            };

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
