using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>An item of the menu as guests see it.</summary>
/// <param name="ItemId">Its id, for <c>order_create</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">The heading it stands under.</param>
/// <param name="Price">Of one, without customisations.</param>
/// <param name="Available">Whether it could be ordered now.</param>
/// <param name="Customizations">The names of what goes with it.</param>
internal sealed record MenuEntry(
    [Id] string ItemId,
    string Name,
    string Category,
    [Bounds(0)] Money Price,
    bool Available,
    IReadOnlyList<string> Customizations
);

/// <summary>A customisation of the menu.</summary>
/// <param name="Name">Its name, for <c>order_create</c>.</param>
/// <param name="Price">What it adds to the price of one.</param>
/// <param name="Available">Whether it can be had now.</param>
internal sealed record MenuExtra(string Name, Money Price, bool Available);

/// <summary>Something that is sold out; the items and customisations above already reckon with it.</summary>
/// <param name="ItemId">The item, or null.</param>
/// <param name="Customization">The customisation, or null.</param>
/// <param name="CounterId">Only at this counter; null for the whole café.</param>
internal sealed record MenuOutage(
    [Id] string? ItemId = null,
    string? Customization = null,
    [Id] string? CounterId = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/menu</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Name">The name of the café.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Revision">Which menu it is, as in <c>menu_changed</c>.</param>
/// <param name="Open">Whether it is open now.</param>
/// <param name="Items">What can be ordered, in the order of the menu.</param>
/// <param name="Customizations">What can be changed about items.</param>
/// <param name="Outages">What the staff said is out; what nobody can make for another reason is only told by its item.</param>
/// <param name="Tables">The tables of <c>dine-in</c>.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record MenuAnswer(
    [Id] string CafeId,
    string Name,
    string Currency,
    [Bounds(0)] long Revision,
    bool Open,
    IReadOnlyList<MenuEntry> Items,
    IReadOnlyList<MenuExtra> Customizations,
    IReadOnlyList<MenuOutage> Outages,
    IReadOnlyList<string> Tables,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The menu as it stands.</summary>
    public static MenuAnswer Of(StateView view)
    {
        var cafe = view.Cafe;
        var profile = cafe.Profile;
        return new(
            cafe.CafeId,
            profile.Name,
            profile.Currency,
            cafe.MenuRevision,
            LocalTime.IsOpen(profile, view.Now),
            [
                .. profile.Menu.Items.Select(item => new MenuEntry(
                    item.ItemId,
                    item.Name,
                    item.Category,
                    item.Price,
                    MenuAvailability.IsAvailable(cafe, item),
                    item.Customizations.Items
                )),
            ],
            [
                .. profile.Customizations.Items.Select(extra => new MenuExtra(
                    extra.Name,
                    extra.PriceDelta,
                    MenuAvailability.IsAvailable(cafe, extra)
                )),
            ],
            [
                .. cafe.Outages.Values.Select(outage => new MenuOutage(
                    outage.ItemId,
                    outage.Customization,
                    outage.CounterId
                )),
            ],
            profile.Tables.Items,
            view.Epoch,
            view.Positions
        );
    }
}
