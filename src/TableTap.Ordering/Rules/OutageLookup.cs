using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What is out, and where.</summary>
internal static class OutageLookup
{
    /// <summary>Whether an item, a customisation or an option cannot be had in the whole café: it is out, or none is left.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="itemId">The item, or null.</param>
    /// <param name="customization">The customisation, or null.</param>
    /// <param name="optionId">The option, or null.</param>
    /// <param name="at">The time for which it is wanted; null for now.</param>
    public static bool IsOut(
        Cafe cafe,
        string? itemId,
        string? customization,
        string? optionId = null,
        DateTimeOffset? at = null
    )
    {
        if (cafe.Outages.Count == 0 && cafe.Countdowns.Count == 0)
        {
            return false;
        }

        var key = new Outage(itemId, customization, null, optionId).Key;
        return cafe.Outages.TryGet(key, out var outage) && !(at >= outage.BackAt)
            || cafe.Countdowns.TryGet(key, out var countdown)
                && countdown.IsOver
                && countdown.CountsAt(at);
    }

    /// <summary>Whether a counter lacks something a line needs.</summary>
    public static bool Lacks(Cafe cafe, OrderLine line, string counterId) =>
        cafe.Outages.Values.Any(outage =>
            (outage.CounterId is null || outage.CounterId == counterId) && outage.IsIn(line)
        );
}
