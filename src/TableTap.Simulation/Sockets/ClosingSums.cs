using System.Text.Json;
using TableTap.Terms;

namespace TableTap.Simulation.Sockets;

/// <summary>What a closing of the day says of its money.</summary>
/// <param name="Gross">What came in less what went back, without tips.</param>
/// <param name="Tips">The tips.</param>
/// <param name="Tenders">What is left of what came in, with the tips, by how it came.</param>
/// <param name="Discounts">What was taken off prices, comps left out.</param>
/// <param name="Comps">What was given for nothing.</param>
internal sealed record ClosingSums(
    Money Gross,
    Money Tips,
    IReadOnlyDictionary<Tender, Money> Tenders,
    Money Discounts,
    Money Comps
)
{
    /// <summary>All that came in less what went back.</summary>
    public Money Left => Gross + Tips;

    /// <summary>Reads the <c>closing</c> of <c>GET /v1/cafes/{id}/closings/{number}</c>.</summary>
    /// <param name="json">The closing.</param>
    /// <exception cref="InvalidDataException">It has a tender that nobody knows.</exception>
    public static ClosingSums Read(JsonElement json)
    {
        var (summary, prices) = (json.GetProperty("summary"u8), json.GetProperty("prices"u8));
        var tenders = new Dictionary<Tender, Money>();
        foreach (var one in json.GetProperty("tenders"u8).EnumerateArray())
        {
            // There are several lines of cards where there are several providers.
            var word = one.GetProperty("tender"u8).GetString();
            if (!Words.TryRead<Tender>(word, out var tender))
            {
                throw new InvalidDataException($"The closing has a tender '{word}'.");
            }

            tenders[tender] = tenders.GetValueOrDefault(tender) + Amount(one, "total"u8);
        }

        return new(
            Amount(summary, "gross"u8),
            Amount(summary, "tips"u8),
            tenders,
            Amount(prices, "discounts"u8),
            Amount(prices, "comps"u8)
        );
    }

    private static Money Amount(JsonElement json, ReadOnlySpan<byte> name) =>
        Money.OfDecimal(json.GetProperty(name).GetDecimal())!.Value;
}
