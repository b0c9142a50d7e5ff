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

    /// <summary>An amount in Stripe's units; null where the currency has no such amount.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currency">The currency, in capitals.</param>
    public static long? UnitsOf(Money amount, string currency) =>
        Thousandths.Contains(currency) ? amount.Thousandths
        : Whole.Contains(currency) ? InUnits(amount, 1000)
        : InUnits(amount, 10);

    private static long? InUnits(Money amount, long thousandths) =>
        amount.Thousandths % thousandths == 0 ? amount.Thousandths / thousandths : null;
}
