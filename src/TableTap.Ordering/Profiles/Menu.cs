using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>Something a guest can order.</summary>
/// <param name="ItemId">Its id within the café (<see cref="Identifier"/>).</param>
/// <param name="Name">As guests and baristas read it.</param>
/// <param name="Category">The heading of the menu it stands under.</param>
/// <param name="Price">For one, without customisations; not negative.</param>
/// <param name="Tag">What a counter must serve to make it (<c>hot_drinks</c>); null when nothing needs preparation.</param>
/// <param name="Preparation">How long one takes; null means unknown, then 5 minutes are reckoned (docs/protocol.md §5).</param>
/// <param name="Customizations">Names of the customisations that go with it.</param>
/// <param name="Groups">Ids of the groups that it asks to choose from, in the order in which it asks.</param>
/// <param name="Prices">What it costs with options that many items share; none for most.</param>
/// <param name="About">What guests read of it beside that; null for nothing.</param>
/// <param name="TaxClassId">How it is taxed, with all that is chosen and changed about it; null for the café's first class.</param>
/// <param name="Menus">Ids of the timed menus that it is on; none for any time.</param>
public sealed record MenuItem(
    string ItemId,
    string Name,
    string Category,
    Money Price,
    string? Tag,
    TimeSpan? Preparation,
    EquatableList<string> Customizations,
    EquatableList<string> Groups = default,
    EquatableList<OptionPrice> Prices = default,
    DishDetails? About = null,
    string? TaxClassId = null,
    EquatableList<string> Menus = default
);

/// <summary>A change to an item that a guest can ask for.</summary>
/// <param name="Name">As on the wire and on the ticket, unique in the café: <c>Extra shot</c>.</param>
/// <param name="PriceDelta">What it adds to the price of one; may be zero or negative.</param>
public sealed record Customization(string Name, Money PriceDelta);
