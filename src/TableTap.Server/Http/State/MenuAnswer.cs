using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
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
/// <param name="Groups">The ids of the groups that it asks to choose from, in their order; absent where it asks nothing.</param>
/// <param name="Prices">What one costs with an option, by the option's id, where that is not the option's own price.</param>
/// <param name="Description">What it is; absent where the café does not say.</param>
/// <param name="Photo">The address of a picture.</param>
/// <param name="Allergens">What it contains of the list; absent where the café does not say, which is not the same as nothing.</param>
/// <param name="Additives">What else the café declares.</param>
/// <param name="Spiciness">How hot it is, from 1 to 3.</param>
/// <param name="Diets">Whom it suits.</param>
/// <param name="Remaining">How many are left; absent where that is not counted.</param>
/// <param name="BackAt">When it is there again by itself, or no longer counted; absent where nobody said so.</param>
/// <param name="MinAge">How old a guest has to be; absent for any age.</param>
/// <param name="TaxClass">How it is taxed: an id of the menu's tax classes; absent where the café counts no tax.</param>
/// <param name="Menus">The ids of the timed menus that it is on; absent where it can be had at any time. <paramref name="Available"/> does not reckon with them.</param>
internal sealed record MenuEntry(
    [Id] string ItemId,
    string Name,
    string Category,
    [Bounds(0)] Money Price,
    bool Available,
    IReadOnlyList<string> Customizations,
    [Id(Each = true)] IReadOnlyList<string>? Groups = null,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, Money>? Prices = null,
    string? Description = null,
    string? Photo = null,
    IReadOnlyList<Allergen>? Allergens = null,
    IReadOnlyList<string>? Additives = null,
    [Bounds(1, DishDetails.Hottest)] int? Spiciness = null,
    IReadOnlyList<Diet>? Diets = null,
    [Bounds(0)] int? Remaining = null,
    DateTimeOffset? BackAt = null,
    [Bounds(1, DishDetails.OldestAge)] int? MinAge = null,
    [Id] string? TaxClass = null,
    [Id(Each = true)] IReadOnlyList<string>? Menus = null
)
{
    /// <summary>An item as it can be ordered now, in a language.</summary>
    public static MenuEntry Of(Cafe cafe, MenuItem item, MenuWords words)
    {
        var key = TranslationKey.Item(item.ItemId);
        var about = item.About;
        var offer = MenuAvailability.OfferOf(cafe, item);
        return new(
            item.ItemId,
            words.Of(key, item.Name),
            words.Of(TranslationKey.Category(item.Category), item.Category),
            item.Price,
            offer.IsAvailable,
            item.Customizations.Items,
            item.Groups.Count == 0 ? null : item.Groups.Items,
            item.Prices.Count == 0
                ? null
                : item.Prices.Items.ToDictionary(one => one.OptionId, one => one.Price),
            about?.Description is { } description
                ? words.Of(TranslationKey.Description(key), description)
                : null,
            about?.Photo,
            about?.Allergens?.Items,
            about is { Additives.Count: > 0 } ? about.Additives.Items : null,
            about is { Spiciness: > 0 } ? about.Spiciness : null,
            about is { Diets.Count: > 0 } ? about.Diets.Items : null,
            offer.Remaining,
            offer.BackAt,
            about is { MinAge: > 0 } ? about.MinAge : null,
            cafe.Profile.Tax?.ClassOf(item)?.TaxClassId,
            item.Menus.Count == 0 ? null : item.Menus.Items
        );
    }
}

/// <summary>A customisation of the menu.</summary>
/// <param name="Name">Its name, for <c>order_create</c>: the same in every language.</param>
/// <param name="Price">What it adds to the price of one.</param>
/// <param name="Available">Whether it can be had now.</param>
/// <param name="Label">Its name in the language of the answer; absent where that is its name.</param>
internal sealed record MenuExtra(string Name, Money Price, bool Available, string? Label = null);

/// <summary>A part of the menu that is served at certain hours.</summary>
/// <param name="MenuId">Its id, as in the items' <c>menus</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Open">Whether it is served now.</param>
/// <param name="Hours">Its hours of the week, in the café's local time.</param>
internal sealed record MenuPart(
    [Id] string MenuId,
    string Name,
    bool Open,
    IReadOnlyList<MenuSpan> Hours
)
{
    /// <summary>The timed menus of a café; null where it has none.</summary>
    public static IReadOnlyList<MenuPart>? Of(Cafe cafe, MenuWords words, DateTimeOffset now) =>
        cafe.Profile.Menus.Count == 0
            ? null
            :
            [
                .. cafe.Profile.Menus.Items.Select(menu => new MenuPart(
                    menu.MenuId,
                    words.Of(TranslationKey.Menu(menu.MenuId), menu.Name),
                    MenuHours.IsServed(cafe.Profile, menu, now),
                    [.. menu.Hours.Items.Select(MenuSpan.Of)]
                )),
            ];
}

/// <summary>A span of the week.</summary>
/// <param name="Day">The day it begins on.</param>
/// <param name="From">The time of day at which it begins.</param>
/// <param name="To">The time of day at which it ends; of the next day where that is not later.</param>
internal sealed record MenuSpan(DayOfWeek Day, string From, string To)
{
    /// <summary>A span of a timed menu.</summary>
    public static MenuSpan Of(OpeningHours hours) =>
        new(hours.Day, Clock(hours.Opens), Clock(hours.Closes));

    private static string Clock(TimeSpan time) =>
        time.ToString(@"hh\:mm", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A heading of the menu.</summary>
/// <param name="Category">The heading, as in the items' <c>category</c>.</param>
/// <param name="Photo">The address of a picture.</param>
internal sealed record MenuHeading(string Category, string? Photo = null)
{
    /// <summary>The headings in their order; null where the café says nothing of them.</summary>
    public static IReadOnlyList<MenuHeading>? Of(Cafe cafe, MenuWords words) =>
        cafe.Profile.Categories.Count == 0
            ? null
            :
            [
                .. cafe.Profile.Categories.Items.Select(one => new MenuHeading(
                    words.Of(TranslationKey.Category(one.Category), one.Category),
                    one.Photo
                )),
            ];
}

/// <summary>An option of a choice group.</summary>
/// <param name="OptionId">Its id, for <c>options</c> of <c>order_create</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Available">Whether it can be chosen now.</param>
/// <param name="Price">What one of the item costs with it, in place of the item's price, unless the item has a price of its own for it.</param>
/// <param name="Difference">What it adds to the price of one.</param>
/// <param name="Default">Whether it is chosen where an order names none of a group that it has to choose from.</param>
/// <param name="Description">What it is; absent where the café does not say.</param>
/// <param name="Photo">The address of a picture.</param>
/// <param name="Allergens">What it contains of the list; absent where the café does not say, which is not the same as nothing.</param>
/// <param name="Additives">What else the café declares.</param>
/// <param name="Spiciness">How hot it is, from 1 to 3.</param>
/// <param name="Diets">Whom it suits.</param>
/// <param name="Remaining">How many are left; absent where that is not counted.</param>
/// <param name="BackAt">When it is there again by itself, or no longer counted; absent where nobody said so.</param>
/// <param name="MinAge">How old a guest has to be; absent for any age.</param>
internal sealed record MenuOption(
    [Id] string OptionId,
    string Name,
    bool Available,
    [Bounds(0)] Money? Price = null,
    Money? Difference = null,
    bool? Default = null,
    string? Description = null,
    string? Photo = null,
    IReadOnlyList<Allergen>? Allergens = null,
    IReadOnlyList<string>? Additives = null,
    [Bounds(1, DishDetails.Hottest)] int? Spiciness = null,
    IReadOnlyList<Diet>? Diets = null,
    [Bounds(0)] int? Remaining = null,
    DateTimeOffset? BackAt = null,
    [Bounds(1, DishDetails.OldestAge)] int? MinAge = null
)
{
    /// <summary>An option as it can be chosen now.</summary>
    public static MenuOption Of(Cafe cafe, ChoiceOption option, MenuWords words)
    {
        var key = TranslationKey.Option(option.OptionId);
        var about = option.About;
        var offer = MenuAvailability.OfferOf(cafe, option);
        return new(
            option.OptionId,
            words.Of(key, option.Name),
            offer.IsAvailable,
            option.Price,
            option.Difference == Money.Zero ? null : option.Difference,
            option.IsDefault ? true : null,
            about?.Description is { } description
                ? words.Of(TranslationKey.Description(key), description)
                : null,
            about?.Photo,
            about?.Allergens?.Items,
            about is { Additives.Count: > 0 } ? about.Additives.Items : null,
            about is { Spiciness: > 0 } ? about.Spiciness : null,
            about is { Diets.Count: > 0 } ? about.Diets.Items : null,
            offer.Remaining,
            offer.BackAt,
            about is { MinAge: > 0 } ? about.MinAge : null
        );
    }
}

/// <summary>A group of options of which items ask to choose.</summary>
/// <param name="GroupId">Its id, as in the items' <c>groups</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether something of it has to be chosen.</param>
/// <param name="Min">How many have to be chosen.</param>
/// <param name="Max">How many may be chosen, each once.</param>
/// <param name="Options">What can be chosen.</param>
internal sealed record MenuGroup(
    [Id] string GroupId,
    string Name,
    bool Required,
    [Bounds(0)] int Min,
    [Bounds(1)] int Max,
    IReadOnlyList<MenuOption> Options
)
{
    /// <summary>The groups of a café as they can be chosen from; null where it has none.</summary>
    public static IReadOnlyList<MenuGroup>? Of(Cafe cafe, MenuWords words) =>
        cafe.Profile.Groups.Count == 0
            ? null
            :
            [
                .. cafe.Profile.Groups.Items.Select(group => new MenuGroup(
                    group.GroupId,
                    words.Of(TranslationKey.Group(group.GroupId), group.Name),
                    group.IsRequired,
                    group.Min,
                    group.Max,
                    [.. group.Options.Items.Select(option => MenuOption.Of(cafe, option, words))]
                )),
            ];
}

/// <summary>Something that is sold out; the items, customisations and options above already reckon with it.</summary>
/// <param name="ItemId">The item, or null.</param>
/// <param name="Customization">The customisation, or null.</param>
/// <param name="CounterId">Only at this counter; null for the whole café.</param>
/// <param name="OptionId">The option, or null.</param>
/// <param name="BackAt">When it is there again by itself; absent where somebody has to say so.</param>
internal sealed record MenuOutage(
    [Id] string? ItemId = null,
    string? Customization = null,
    [Id] string? CounterId = null,
    [Id] string? OptionId = null,
    DateTimeOffset? BackAt = null
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
/// <param name="Groups">What items ask to choose from; absent where none does.</param>
/// <param name="Tax">How prices are taxed; absent where the café counts no tax.</param>
/// <param name="Bills">Who may put orders on bills; absent where the café keeps none.</param>
/// <param name="ScheduleHorizon">For how many minutes ahead orders are taken; absent where none are taken for later.</param>
/// <param name="Menus">The parts that are served at certain hours; absent where there are none.</param>
/// <param name="Categories">The headings in their order; those that are not here follow in the order of the items. Absent where the café says nothing of them.</param>
/// <param name="Language">The language of the answer; absent where the café names none.</param>
/// <param name="Languages">All languages of the menu, the café's first first; absent where the café names none.</param>
/// <param name="ServiceCharge">What is added to the price of orders; absent where nothing is.</param>
/// <param name="CashRounding">The amount to whose multiples cash is rounded; absent where it is not.</param>
/// <param name="Discounts">What may be taken off prices; for the staff.</param>
/// <param name="Vouchers">Whether vouchers and gift cards are taken; absent where they are not.</param>
/// <param name="Courses">Among how many courses a guest at a table chooses for each line; absent where guests are not asked.</param>
/// <param name="Seller">Who sells, as receipts say it; absent where they name the café alone.</param>
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
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    IReadOnlyList<MenuGroup>? Groups = null,
    MenuTax? Tax = null,
    BillAccess? Bills = null,
    [Bounds(0)] double? ScheduleHorizon = null,
    IReadOnlyList<MenuPart>? Menus = null,
    IReadOnlyList<MenuHeading>? Categories = null,
    string? Language = null,
    IReadOnlyList<string>? Languages = null,
    MenuServiceCharge? ServiceCharge = null,
    [Bounds(0)] Money? CashRounding = null,
    MenuDiscounts? Discounts = null,
    bool? Vouchers = null,
    [Bounds(2, OrderCourses.Last)] int? Courses = null,
    SellerView? Seller = null
)
{
    /// <summary>The menu as it stands.</summary>
    public static MenuAnswer Of(StateView view)
    {
        var cafe = view.Cafe;
        var profile = cafe.Profile;
        var words = new MenuWords(profile, MenuWords.Chosen(profile, view.Languages));
        return new(
            cafe.CafeId,
            profile.Name,
            profile.Currency,
            cafe.MenuRevision,
            LocalTime.IsOpen(profile, view.Now),
            [.. profile.Menu.Items.Select(item => MenuEntry.Of(cafe, item, words))],
            [
                .. profile.Customizations.Items.Select(extra => new MenuExtra(
                    extra.Name,
                    extra.PriceDelta,
                    MenuAvailability.IsAvailable(cafe, extra),
                    words.Of(TranslationKey.Customization(extra.Name), extra.Name) is var label
                    && label != extra.Name
                        ? label
                        : null
                )),
            ],
            [
                .. cafe.Outages.Values.Select(outage => new MenuOutage(
                    outage.ItemId,
                    outage.Customization,
                    outage.CounterId,
                    outage.OptionId,
                    outage.BackAt
                )),
            ],
            profile.Tables.Items,
            view.Epoch,
            view.Positions,
            MenuGroup.Of(cafe, words),
            MenuTax.Of(profile),
            profile.Bills == BillAccess.Nobody ? null : profile.Bills,
            profile.Limits.ScheduleHorizon is var horizon && horizon > TimeSpan.Zero
                ? horizon.TotalMinutes
                : null,
            MenuPart.Of(cafe, words, view.Now),
            MenuHeading.Of(cafe, words),
            words.Language,
            profile.Languages.Count == 0 ? null : profile.Languages.Items,
            MenuServiceCharge.Of(profile),
            profile.CashRounding,
            view.ForStaff ? MenuDiscounts.Of(profile) : null,
            profile.Vouchers is null ? null : true,
            profile.Limits.CoursesOffered is > 0 and var offered ? offered : null,
            SellerView.Of(profile)
        );
    }
}
