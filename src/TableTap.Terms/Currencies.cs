using System.Collections.Frozen;
using System.Globalization;

namespace TableTap.Terms;

/// <summary>The currencies of ISO 4217 that people pay with, and how many decimals each has.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, int> Decimals = Of(
            2,
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
                + "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
                + "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
                + "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
                + "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG "
                + "YER ZAR ZMW ZWG"
        )
        .Concat(Of(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"))
        .Concat(Of(3, "BHD IQD JOD KWD LYD OMR TND"))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether there is such a currency.</summary>
    /// <param name="code">Three capital letters.</param>
    public static bool Knows(string code) => Decimals.ContainsKey(code);

    /// <summary>How many decimals an amount of a currency has; two where the currency is not known.</summary>
    /// <param name="code">The currency's code of ISO 4217, three capital letters.</param>
    public static int DecimalsOf(string code) => Decimals.GetValueOrDefault(code, 2);

    /// <summary>Whether an amount can be paid in a currency: it is a whole number of the currency's minor units. What is not known can be.</summary>
    /// <param name="code">The currency's code of ISO 4217, three capital letters.</param>
    /// <param name="amount">The amount to pay.</param>
    public static bool CanPay(string code, Money amount) =>
        !Decimals.TryGetValue(code, out var decimals)
        || amount.Thousandths % UnitOf(decimals).Thousandths == 0;

    /// <summary>The minor unit of a currency: the smallest amount that can be paid in it.</summary>
    /// <param name="decimals">How many decimals the currency has, from 0 to 3.</param>
    public static Money UnitOf(int decimals) =>
        Money.OfThousandths(
            decimals switch
            {
                0 => 1000,
                1 => 100,
                2 => 10,
                _ => 1,
            }
        );

    /// <summary>An amount as people write it in a currency, with all of its decimals: <c>15.50</c>, <c>500</c>, <c>1.250</c>.</summary>
    /// <param name="code">The currency's code of ISO 4217, three capital letters.</param>
    /// <param name="amount">The amount to write.</param>
    public static string Text(string code, Money amount) =>
        Decimals.TryGetValue(code, out var decimals) && CanPay(code, amount)
            ? amount.ToDecimal().ToString($"F{decimals}", CultureInfo.InvariantCulture)
            : amount.ToString();

    private static IEnumerable<KeyValuePair<string, int>> Of(int decimals, string codes) =>
        codes.Split(' ').Select(code => KeyValuePair.Create(code, decimals));
}
