using TableTap.Protocol.Rules;
using TableTap.Realtime.Journal;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/closings</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Closings">The latest first.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
/// <param name="NextCursor">Asks for older ones; absent where there are none.</param>
internal sealed record ClosingsAnswer(
    [Id] string CafeId,
    string Currency,
    IReadOnlyList<ClosingSummary> Closings,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    string? NextCursor = null
)
{
    /// <summary>A page of closings.</summary>
    public static ClosingsAnswer Of(StateView view, ClosingsQuery query)
    {
        var found = view.Snapshot.Closings;
        return new(
            view.Cafe.CafeId,
            view.Cafe.Profile.Currency,
            [.. found.Take(query.Limit).Select(ClosingSummary.Of)],
            view.Epoch,
            view.Positions,
            found.Count > query.Limit ? ClosingsQuery.After(found[query.Limit - 1].Number) : null
        );
    }
}

/// <summary>The answer of <c>GET /v1/cafes/{id}/closings/{number}</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="CafeName">What it is called, for the head of the report.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Closing">The report.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record ClosingAnswer(
    [Id] string CafeId,
    string CafeName,
    string Currency,
    ClosingView Closing,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The answer with the report of one closing.</summary>
    public static ClosingAnswer Of(StateView view, ClosingView closing) =>
        new(
            view.Cafe.CafeId,
            view.Cafe.Profile.Name,
            view.Cafe.Profile.Currency,
            closing,
            view.Epoch,
            view.Positions
        );
}
