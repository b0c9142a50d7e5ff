using TableTap.Terms;

namespace TableTap.Ordering.Values;

/// <summary>What is taxed at one rate.</summary>
/// <param name="Rate">In percent.</param>
/// <param name="Net">What it costs without the tax.</param>
/// <param name="Tax">The tax itself.</param>
public readonly record struct TaxAmount(decimal Rate, Money Net, Money Tax)
{
    /// <summary>What it costs with the tax.</summary>
    public Money Gross => Net + Tax;

    /// <summary>What takes an amount back.</summary>
    public static TaxAmount operator -(TaxAmount amount) =>
        new(amount.Rate, -amount.Net, -amount.Tax);
}
