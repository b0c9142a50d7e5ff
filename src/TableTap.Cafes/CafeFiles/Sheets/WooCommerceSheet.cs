using System.Net;
using System.Text.RegularExpressions;

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
                if (parents.TryGetValue(row[parent].Text, out var whole))
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

            if (!row[published].IsEmpty && row[published].Text != "1")
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

        var sales = sheet.Rows.Count(row => !row[sale].IsEmpty);
        return TillMenu.Of(
            items,
            [
                .. TillMenu.LeftOut(hidden, "they are not published, or vary nothing that is"),
                .. TillMenu.LeftOut(others, "they are no simple, variable or varied products"),
                .. sales == 0
                    ? Array.Empty<string>()
                    : ["sale prices are left out: the regular ones are taken"],
            ]
        );
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
