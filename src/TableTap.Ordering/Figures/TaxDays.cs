using System.Globalization;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Figures;

/// <summary>
/// The tax in what came in less what went back, by day of business and rate: what a café owes (docs/protocol.md §5, "Tax"). A refund counts
/// on the day on which it is given. Bounded to the latest days.
/// </summary>
/// <param name="Days">The amounts of a day by its date (<c>2026-01-31</c>), the highest rate first.</param>
public sealed record TaxDays(EquatableMap<EquatableList<TaxAmount>> Days)
{
    /// <summary>How many days are kept: a quarter, and some days to report it.</summary>
    public const int Kept = 100;

    /// <summary>The same with what the tax of an order changed by.</summary>
    /// <param name="day">The day on which it changed.</param>
    /// <param name="before">The tax in what the café had for the order.</param>
    /// <param name="after">The tax in what it has now.</param>
    public TaxDays Add(
        DateOnly day,
        EquatableList<TaxAmount> before,
        EquatableList<TaxAmount> after
    )
    {
        if (before == after)
        {
            return this;
        }

        var key = Key(day);
        var days = Days.Set(
            key,
            Sum([
                .. Days.TryGet(key, out var known) ? known.Items : [],
                .. after.Items,
                .. before.Items.Select(one => -one),
            ])
        );
        while (days.Count > Kept)
        {
            days = days.Remove(days.Items.Keys.First());
        }

        return new(days);
    }

    /// <summary>Amounts added up by their rates, the highest first; a rate of which nothing is left is not there.</summary>
    /// <param name="amounts">Any number of amounts.</param>
    public static EquatableList<TaxAmount> Sum(IEnumerable<TaxAmount> amounts) =>
        amounts
            .GroupBy(one => one.Rate)
            .OrderByDescending(rate => rate.Key)
            .Select(rate =>
                rate.Aggregate(
                    new TaxAmount(rate.Key, default, default),
                    (sum, one) => new(rate.Key, sum.Net + one.Net, sum.Tax + one.Tax)
                )
            )
            .Where(one => one.Net != default || one.Tax != default)
            .ToEquatableList();

    private static string Key(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
