using System.Collections.Frozen;
using TableTap.Terms;

namespace TableTap.Server.Webhooks;

/// <summary>Stripe's amounts: whole numbers of a currency's smallest unit, which is not a hundredth everywhere.</summary>
internal static class StripeAmount
{
    // Stripe counts ISK and UGX in hundredths, although neither has any.
    private static readonly FrozenSet<string> Whole = new[]
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Thousandths = new[]
    {
        "BHD",
        "JOD",
        "KWD",
        "OMR",
        "TND",
    }.ToFrozenSet();

    /// <summary>The most that is taken for an amount: what is more cannot be meant.</summary>
    private const long Most = 1_000_000_000_000;

    /// <summary>An amount of money; null where it is no possible one.</summary>
    /// <param name="units">In Stripe's units.</param>
    /// <param name="currency">The currency, in capitals.</param>
    public static Money? Of(long units, string currency) =>
        units is < 0 or > Most ? null
        : Whole.Contains(currency) ? new(units * 100)
        : Thousandths.Contains(currency) ? Money.OfThousandths(units)
        : new(units);
}
