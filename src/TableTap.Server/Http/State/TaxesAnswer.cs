using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>What a rate of a day comes to; below zero where more went back than came in.</summary>
/// <param name="Rate">In percent.</param>
/// <param name="Net">What was sold at it, without the tax.</param>
/// <param name="Tax">The tax.</param>
internal sealed record TaxSum([Bounds(0, 100)] decimal Rate, Money Net, Money Tax);

/// <summary>The tax of a day of business.</summary>
/// <param name="Day">Its date, <c>2024-01-15</c>; what happens before the café's cut-off belongs to the day before.</param>
/// <param name="Taxes">By rate, the highest first.</param>
/// <param name="Net">All of it without the tax.</param>
/// <param name="Tax">All of the tax.</param>
internal sealed record TaxDay(string Day, IReadOnlyList<TaxSum> Taxes, Money Net, Money Tax);

/// <summary>The answer of <c>GET /v1/cafes/{id}/taxes</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="LastReceiptNumber">The number of the last receipt; 0 where there is none.</param>
/// <param name="Days">The days on which money of taxed orders moved, the latest first.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record TaxesAnswer(
    [Id] string CafeId,
    string Currency,
    [Bounds(0)] long LastReceiptNumber,
    IReadOnlyList<TaxDay> Days,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The tax of the latest days.</summary>
    public static TaxesAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            view.Cafe.Profile.Currency,
            view.Cafe.LastReceiptNumber,
            [
                .. view
                    .Cafe.Figures.Taxes.Days.Entries.Reverse()
                    .Select(day => new TaxDay(
                        day.Id,
                        [.. day.Value.Items.Select(one => new TaxSum(one.Rate, one.Net, one.Tax))],
                        day.Value.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Net),
                        day.Value.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Tax)
                    )),
            ],
            view.Epoch,
            view.Positions
        );
}
