using System.Collections.Immutable;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>What a row of a menu's sheet is about.</summary>
internal enum RowKind
{
    /// <summary>Something that guests can order.</summary>
    Item,

    /// <summary>A question that items ask: which size.</summary>
    Group,

    /// <summary>An answer to a group, which stands above it or is named.</summary>
    Option,

    /// <summary>A change that guests can ask for.</summary>
    Customization,

    /// <summary>A heading of the menu.</summary>
    Category,
}

/// <summary>How a cell says what it says.</summary>
internal enum CellKind
{
    /// <summary>The cell is a text as it stands.</summary>
    Text,

    /// <summary>An amount of money.</summary>
    Amount,

    /// <summary>A number, or a word that is no text.</summary>
    Raw,

    /// <summary>The cell says yes, or it is empty.</summary>
    Flag,

    /// <summary>Texts with a bar (<c>|</c>) between them.</summary>
    Texts,

    /// <summary>Words of a closed list, or <c>none</c>.</summary>
    Words,

    /// <summary>Amounts by option: <c>small=2.50|large=3.20</c>.</summary>
    Prices,
}

/// <summary>A column of a menu's sheet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its cells say what they say.</param>
/// <param name="Of">What rows it is for, each with the field of a café's file that it is there.</param>
/// <param name="HasLanguages">Whether there can be one for each language: <c>name:el</c>.</param>
internal sealed record MenuColumn(
    string Name,
    CellKind Kind,
    ImmutableDictionary<RowKind, string> Of,
    bool HasLanguages = false
);

/// <summary>The columns of a menu's sheet (docs/menus.md): the one table by which it is read and written.</summary>
internal static class MenuColumns
{
    /// <summary>The column that says what a row is about; an item where it says nothing.</summary>
    public const string Type = "type";

    /// <summary>The column that says which group an option belongs to.</summary>
    public const string Group = "group";

    /// <summary>How the names of columns begin that are a size each: <c>price:Large</c>.</summary>
    public const string Size = "price:";

    private const RowKind Item = RowKind.Item;
    private const RowKind Option = RowKind.Option;

    /// <summary>All of them, in the order of an export.</summary>
    public static ImmutableArray<MenuColumn> All { get; } =
    [
        new(
            "id",
            CellKind.Text,
            Fields((Item, "itemId"), (RowKind.Group, "groupId"), (Option, "optionId"))
        ),
        new(
            "name",
            CellKind.Text,
            Fields(
                (Item, "name"),
                (RowKind.Group, "name"),
                (Option, "name"),
                (RowKind.Customization, "name"),
                (RowKind.Category, "name")
            ),
            HasLanguages: true
        ),
        new("category", CellKind.Text, Fields((Item, "category"), (RowKind.Category, "category"))),
        new(
            "price",
            CellKind.Amount,
            Fields((Item, "price"), (Option, "price"), (RowKind.Customization, "price"))
        ),
        new("difference", CellKind.Amount, Fields((Option, "difference"))),
        new("default", CellKind.Flag, Fields((Option, "default"))),
        new("min", CellKind.Raw, Fields((RowKind.Group, "min"))),
        new("max", CellKind.Raw, Fields((RowKind.Group, "max"))),
        new("tag", CellKind.Text, Fields((Item, "tag"), (Option, "tag"))),
        new("preparation", CellKind.Text, Fields((Item, "preparation"))),
        new("groups", CellKind.Texts, Fields((Item, "groups"))),
        new("prices", CellKind.Prices, Fields((Item, "prices"))),
        new("customizations", CellKind.Texts, Fields((Item, "customizations"))),
        new("menus", CellKind.Texts, Fields((Item, "menus"))),
        new("taxClass", CellKind.Text, Fields((Item, "taxClass"))),
        new(
            "description",
            CellKind.Text,
            Fields((Item, "description"), (Option, "description")),
            HasLanguages: true
        ),
        new(
            "photo",
            CellKind.Text,
            Fields((Item, "photo"), (Option, "photo"), (RowKind.Category, "photo"))
        ),
        new("allergens", CellKind.Words, Fields((Item, "allergens"), (Option, "allergens"))),
        new("additives", CellKind.Texts, Fields((Item, "additives"), (Option, "additives"))),
        new("spiciness", CellKind.Raw, Fields((Item, "spiciness"), (Option, "spiciness"))),
        new("diets", CellKind.Words, Fields((Item, "diets"), (Option, "diets"))),
        new("minAge", CellKind.Raw, Fields((Item, "minAge"), (Option, "minAge"))),
    ];

    /// <summary>The column with this name, upper case or not.</summary>
    public static MenuColumn? Find(string name) =>
        All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ImmutableDictionary<RowKind, string> Fields(
        params ReadOnlySpan<(RowKind Kind, string Field)> fields
    )
    {
        var of = ImmutableDictionary.CreateBuilder<RowKind, string>();
        foreach (var (kind, field) in fields)
        {
            of.Add(kind, field);
        }

        return of.ToImmutable();
    }
}
