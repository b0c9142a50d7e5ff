using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What guests are told of an item or an option.</summary>
/// <param name="IsAvailable">Whether it could be ordered.</param>
/// <param name="Remaining">How many are left, never less than none; null where that is not counted.</param>
/// <param name="BackAt">When it is there again by itself, or no longer counted; null where nobody said so.</param>
public readonly record struct MenuOffer(
    bool IsAvailable,
    int? Remaining = null,
    DateTimeOffset? BackAt = null
);

/// <summary>What of the menu can be had right now: the same questions that <c>order_create</c> asks (docs/protocol.md §5).</summary>
public static class MenuAvailability
{
    /// <summary>Whether an item could be ordered: it is not out or over, enough can be chosen of what it asks for, and somebody could make it.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="item">An item of its menu.</param>
    public static bool IsAvailable(Cafe cafe, MenuItem item) =>
        !OutageLookup.IsOut(cafe, item.ItemId, null)
        && (item.Groups.Count == 0 ? CanMake(cafe, item, item.Tag) : CanBeChosen(cafe, item));

    /// <summary>Whether an option could be chosen: it is not out, and somebody could make what asks for it.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="option">One of its options.</param>
    public static bool IsAvailable(Cafe cafe, ChoiceOption option) =>
        !OutageLookup.IsOut(cafe, null, null, option.OptionId)
        && (
            option.Tag is null
            || Routing.CanMake(cafe, Plain("", option.Name, Money.Zero, option.Tag, null))
        );

    /// <summary>Whether a customisation could be asked for.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="customization">One of its customisations.</param>
    public static bool IsAvailable(Cafe cafe, Customization customization) =>
        !OutageLookup.IsOut(cafe, null, customization.Name);

    /// <summary>What guests are told of an item.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="item">An item of its menu.</param>
    public static MenuOffer OfferOf(Cafe cafe, MenuItem item) =>
        OfferOf(cafe, IsAvailable(cafe, item), new Outage(item.ItemId, null, null));

    /// <summary>What guests are told of an option.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="option">One of its options.</param>
    public static MenuOffer OfferOf(Cafe cafe, ChoiceOption option) =>
        OfferOf(cafe, IsAvailable(cafe, option), new Outage(null, null, null, option.OptionId));

    private static MenuOffer OfferOf(Cafe cafe, bool isAvailable, Outage what) =>
        cafe.Countdowns.Count > 0 && cafe.Countdowns.TryGet(what.Key, out var countdown)
            ? new(isAvailable, Math.Max(0, countdown.Left), countdown.BackAt)
        : cafe.Outages.Count > 0 && cafe.Outages.TryGet(what.Key, out var outage)
            ? new(isAvailable, null, outage.BackAt)
        : new(isAvailable);

    private static bool CanBeChosen(Cafe cafe, MenuItem item) =>
        cafe.Profile.GroupsOf(item)
            .All(group =>
                group.Options.Items.Count(option => IsAvailable(cafe, item, option)) >= group.Min
            ) && Tags(cafe, item).Any(tag => CanMake(cafe, item, tag));

    private static bool CanMake(Cafe cafe, MenuItem item, string? tag) =>
        tag is null || Routing.CanMake(cafe, Plain(item, tag));

    private static bool IsAvailable(Cafe cafe, MenuItem item, ChoiceOption option) =>
        !OutageLookup.IsOut(cafe, null, null, option.OptionId)
        && (option.Tag is null || Routing.CanMake(cafe, Plain(item, option.Tag)));

    /// <summary>What a counter may have to serve for an item: its own tag, unless each choice that has to be made brings one.</summary>
    private static IEnumerable<string?> Tags(Cafe cafe, MenuItem item)
    {
        var tagged = cafe
            .Profile.GroupsOf(item)
            .FirstOrDefault(group => group.Options.Items.Any(option => option.Tag is not null));
        if (tagged is null)
        {
            return [item.Tag];
        }

        var tags = tagged
            .Options.Items.Where(option => IsAvailable(cafe, item, option))
            .Select(option => option.Tag ?? item.Tag);
        return tagged.IsRequired ? tags : tags.Prepend(item.Tag);
    }

    private static OrderLine Plain(MenuItem item, string tag) =>
        Plain(item.ItemId, item.Name, item.Price, tag, item.Preparation);

    private static OrderLine Plain(
        string itemId,
        string name,
        Money price,
        string tag,
        TimeSpan? preparation
    ) =>
        new(
            LineId: "",
            itemId,
            name,
            Quantity: 1,
            Customizations: [],
            price,
            tag,
            preparation,
            LineStatus.Queued
        );
}
