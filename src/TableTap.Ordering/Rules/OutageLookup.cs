using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What is out, and where.</summary>
internal static class OutageLookup
{
    /// <summary>Whether an item, a customisation or an option cannot be had in the whole café: it is out, or none is left.</summary>
    public static bool IsOut(
        Cafe cafe,
        string? itemId,
        string? customization,
        string? optionId = null
    )
    {
        if (cafe.Outages.Count == 0 && cafe.Countdowns.Count == 0)
        {
            return false;
        }

        var key = new Outage(itemId, customization, null, optionId).Key;
        return cafe.Outages.Contains(key)
            || cafe.Countdowns.TryGet(key, out var countdown) && countdown.IsOver;
    }

    /// <summary>Whether a counter lacks something a line needs.</summary>
    public static bool Lacks(Cafe cafe, OrderLine line, string counterId) =>
        cafe.Outages.Values.Any(outage =>
            (outage.CounterId is null || outage.CounterId == counterId) && outage.IsIn(line)
        );
}
