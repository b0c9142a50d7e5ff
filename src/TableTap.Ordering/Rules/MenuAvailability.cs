using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What of the menu can be had right now: the same questions that <c>order_create</c> asks (docs/protocol.md §5).</summary>
public static class MenuAvailability
{
    /// <summary>Whether an item could be ordered: it is not out, and somebody could make it.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="item">An item of its menu.</param>
    public static bool IsAvailable(Cafe cafe, MenuItem item) =>
        !OutageLookup.IsOut(cafe, item.ItemId, null)
        && (item.Tag is null || Routing.CanMake(cafe, Plain(item)));

    /// <summary>Whether a customisation could be asked for.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="customization">One of its customisations.</param>
    public static bool IsAvailable(Cafe cafe, Customization customization) =>
        !OutageLookup.IsOut(cafe, null, customization.Name);

    private static OrderLine Plain(MenuItem item) =>
        new(
            LineId: "",
            item.ItemId,
            item.Name,
            Quantity: 1,
            Customizations: [],
            item.Price,
            item.Tag,
            item.Preparation,
            LineStatus.Queued
        );
}
