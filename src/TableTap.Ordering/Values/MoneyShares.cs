using TableTap.Terms;

namespace TableTap.Ordering.Values;

/// <summary>An amount divided so that its parts always add up to it: nothing is lost and nothing is made by rounding.</summary>
internal static class MoneyShares
{
    /// <summary>The shares of an amount by weights, each exact to the minor unit and at most one of it away from its due.</summary>
    /// <param name="whole">The amount to divide; not negative.</param>
    /// <param name="weights">What each share weighs; not negative. Where all weigh nothing, the first has all.</param>
    /// <param name="decimals">How many decimals the currency has.</param>
    public static IReadOnlyList<Money> Of(Money whole, IReadOnlyList<decimal> weights, int decimals)
    {
        var (all, seen, given) = (weights.Sum(), 0m, Money.Zero);
        var shares = new List<Money>(weights.Count);
        foreach (var weight in weights)
        {
            // Each gets what lies between two points of the whole.
            seen += weight;
            var upTo =
                seen == all ? whole : Money.Rounded(whole.ToDecimal() * seen / all, decimals);
            shares.Add(upTo - given);
            given = upTo;
        }

        return shares;
    }
}
