using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Makes a menu of what a till or a shop exports.</summary>
internal static class TillMenu
{
    /// <summary>What is chosen of an item whose forms have names, and no name for what they are.</summary>
    public const string Size = "Size";

    /// <summary>What a form is called that has no name beside others that have: Square's word.</summary>
    public const string Regular = "Regular";

    /// <summary>Why a row without a fixed price is left out.</summary>
    public const string AskedAtTheTill = "their price is asked at the till";

    private static readonly string[] Fields =
    [
        "itemId",
        "name",
        "category",
        "price",
        "groups",
        "prices",
        "description",
        "photo",
    ];

    /// <summary>The menu of these items.</summary>
    /// <param name="items">The items, in their order.</param>
    /// <param name="notes">What the sheet says and the menu cannot take.</param>
    public static SheetMenu Of(IEnumerable<TillItem> items, IEnumerable<string> notes)
    {
        var menu = new SheetMenu();
        menu.Notes.AddRange(notes);
        menu.ItemFields.UnionWith(Fields);
        var (itemIds, known) = (new SheetIds(), new HashSet<string>(StringComparer.Ordinal));
        var sizes = new SheetSizes(menu, new SheetIds(), new SheetIds());
        var all = items.SelectMany(item => Told(item, menu.Notes)).ToList();
        var counts = all.CountBy(Wanted, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var item in all)
        {
            if (item.Ids.Count > 0 && item.Ids[0].Length > 0 && !known.Add(item.Ids[0]))
            {
                menu.Notes.Add(
                    $"line {item.Row.Line}: '{item.Ids[0]}' is there twice; {item.Name.Text} got an id of its own"
                );
            }

            menu.Items.Add(Entry(item, itemIds, sizes, isAlone: counts[Wanted(item)] == 1));
        }

        return menu;
    }

    /// <summary>
    /// An item whose forms can be told apart. Forms that say nothing of themselves are items of their own; one among others is the plain one.
    /// </summary>
    private static IEnumerable<TillItem> Told(TillItem item, List<string> notes)
    {
        if (item.Variants.Count < 2)
        {
            return [item];
        }

        if (item.Variants.Exists(variant => variant.Values.Count > 0))
        {
            return
            [
                item with
                {
                    Axes = item.Axes.Count > 0 ? item.Axes : [Size],
                    Variants = item.Variants.ConvertAll(variant =>
                        variant.Values.Count > 0 ? variant : variant with { Values = [Regular] }
                    ),
                },
            ];
        }

        if (item.Ids[0].Length == 0)
        {
            notes.AddRange(
                item.Variants.Skip(1)
                    .Select(variant =>
                        $"line {variant.Price.Mark.Line}: {item.Name.Text} is there twice, and nothing says how this one differs; it became an item of its own"
                    )
            );
        }

        return item.Variants.Select(variant =>
            item with
            {
                Row = new SheetRow(variant.Price.Mark.Line, []),
                Axes = [],
                Variants = [variant],
            }
        );
    }

    private static string Wanted(TillItem item) =>
        SheetIds.Wanted("item", [.. item.Ids, item.Name.Text]);

    private static SheetEntry Entry(TillItem item, SheetIds ids, SheetSizes sizes, bool isAlone)
    {
        var wanted = Wanted(item);
        var isWritten =
            isAlone
            && item.Ids.FirstOrDefault(id => SheetIds.Plain(id).Length > 0) is { } id
            && SheetIds.IsWhole(id);
        var entry = new SheetEntry(ids.Of(wanted), item.Row.Mark, [])
        {
            MadeOf = isWritten ? null : wanted,
        };
        entry.Add("itemId", new FileText(item.Row.Mark, entry.Id, IsText: true));
        entry.Add("name", Text(item.Name));
        entry.Add(
            "category",
            Text(item.Category) ?? new FileText(item.Row.Mark, SheetMerge.NoCategory, IsText: true)
        );
        entry.Add("description", Text(item.Description));
        if (item.Photo.Text is { } photo && photo.StartsWith("https://", StringComparison.Ordinal))
        {
            entry.Add("photo", Text(item.Photo));
        }

        var priced = item.Variants.FindAll(variant => !variant.Price.IsEmpty);
        if (priced.Count == 0)
        {
            return entry;
        }

        if (item.Axes.Count == 0 || item.Variants.Count == 1 && item.Variants[0].Values.Count == 0)
        {
            entry.Add("price", SheetAmount.Of(priced[0].Price));
            return entry;
        }

        var groups = sizes.Choose(entry, item.Axes, item.Variants);
        entry.Add(
            "groups",
            new FileList(
                item.Row.Mark,
                [.. groups.Select(id => new FileText(item.Row.Mark, id, IsText: true))]
            )
        );
        return entry;
    }

    private static FileText? Text(SheetCell cell) =>
        cell.IsEmpty ? null : new(cell.Mark, cell.Text, IsText: true);

    /// <summary>What is told of rows that are left out.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="why">Why they are left out.</param>
    public static IEnumerable<string> LeftOut(int count, string why) =>
        count == 0 ? [] : [$"{Counted.Of(count, "row", "rows")} left out: {why}"];
}
