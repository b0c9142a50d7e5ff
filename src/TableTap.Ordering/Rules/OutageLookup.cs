using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What is out, and where.</summary>
internal static class OutageLookup
{
    /// <summary>Whether an item, a customisation or an option cannot be had in the whole café.</summary>
    public static bool IsOut(
        Cafe cafe,
        string? itemId,
        string? customization,
        string? optionId = null
    ) => cafe.Outages.Contains(new Outage(itemId, customization, null, optionId).Key);

    /// <summary>Whether a counter lacks something a line needs.</summary>
    public static bool Lacks(Cafe cafe, OrderLine line, string counterId) =>
        cafe.Outages.Values.Any(outage =>
            (outage.CounterId is null || outage.CounterId == counterId) && outage.IsIn(line)
        );
}
