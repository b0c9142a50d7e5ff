using Spectre.Console;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>A menu as guests will see it: the headings in their order, each item with its sizes, choices, prices and allergens.</summary>
internal static class MenuTable
{
    /// <summary>Writes the menu as one table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="cafe">The café whose menu it is.</param>
    public static void Write(IAnsiConsole console, CafeProfile cafe)
    {
        var table = new Table()
            .Border(TableBorder.None)
            .AddColumns("item", "price", "to choose", "contains");
        table.Columns[1].RightAligned();
        foreach (var category in InOrder(cafe))
        {
            table.AddRow(Bold(category.Key), new Text(""), new Text(""), new Text(""));
            foreach (var item in category)
            {
                table.AddRow(
                    new Text($"  {item.Name}"),
                    new Text(Price(cafe, item)),
                    new Text(Choices(cafe, item)),
                    new Text(Contained(item))
                );
            }
        }

        console.Write(table);
    }

    /// <summary>The headings that the café orders, then the others as their first item comes.</summary>
    private static IEnumerable<IGrouping<string, MenuItem>> InOrder(CafeProfile cafe)
    {
        var places = cafe
            .Categories.Items.Select((one, place) => (one.Category, place))
            .ToDictionary(one => one.Category, one => one.place, StringComparer.Ordinal);
        return cafe
            .Menu.Items.GroupBy(item => item.Category, StringComparer.Ordinal)
            .OrderBy(category => places.GetValueOrDefault(category.Key, int.MaxValue));
    }

    private static string Price(CafeProfile cafe, MenuItem item)
    {
        var sized = cafe.GroupsOf(item)
            .SelectMany(group => group.Options.Items)
            .Select(option => Of(item, option))
            .OfType<Money>()
            .ToList();
        return sized.Count == 0
            ? Amount(cafe, item.Price)
            : string.Join(
                "–",
                new[] { sized.Min(), sized.Max() }.Distinct().Select(price => Amount(cafe, price))
            );
    }

    private static string Choices(CafeProfile cafe, MenuItem item) =>
        string.Join(
            "; ",
            cafe.GroupsOf(item)
                .Select(group =>
                    $"{group.Name}: {string.Join(", ", group.Options.Items.Select(option => Option(cafe, item, option)))}"
                )
                .Concat(
                    item.Customizations.Count == 0
                        ? []
                        : [string.Join(", ", item.Customizations.Items.Select(name => $"+ {name}"))]
                )
        );

    private static string Option(CafeProfile cafe, MenuItem item, ChoiceOption option) =>
        Of(item, option) is { } price ? $"{option.Name} {Amount(cafe, price)}"
        : option.Difference == Money.Zero ? option.Name
        : $"{option.Name} {(option.Difference > Money.Zero ? "+" : "")}{Amount(cafe, option.Difference)}";

    private static Money? Of(MenuItem item, ChoiceOption option) =>
        item.Prices.Items.FirstOrDefault(price => price.OptionId == option.OptionId)?.Price
        ?? option.Price;

    private static string Contained(MenuItem item) =>
        item.About?.Allergens is not { } allergens ? ""
        : allergens.Count == 0 ? "none of the 14"
        : string.Join(", ", allergens.Items.Select(allergen => allergen.Word));

    private static string Amount(CafeProfile cafe, Money amount) =>
        Currencies.Text(cafe.Currency, amount);

    private static Text Bold(string text) => new(text, new Style(decoration: Decoration.Bold));
}
