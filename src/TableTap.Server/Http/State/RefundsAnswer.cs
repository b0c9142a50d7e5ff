using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/refunds</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Refunds">The latest first.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
/// <param name="NextCursor">Asks for older ones; absent where there are none.</param>
internal sealed record RefundsAnswer(
    [Id] string CafeId,
    string Currency,
    IReadOnlyList<RefundView> Refunds,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    string? NextCursor = null
)
{
    /// <summary>A page of refunds.</summary>
    public static RefundsAnswer Of(StateView view, RefundsQuery query)
    {
        var (refunds, next) = query.Page(
            view.Cafe,
            view.Snapshot.Orders.Select(filed => filed.Order)
        );
        return new(
            view.Cafe.CafeId,
            view.Cafe.Profile.Currency,
            [
                .. refunds.Select(one =>
                    RefundView.Of(one.Refund, view) with
                    {
                        OrderId = one.OrderId,
                        OrderNumber = one.OrderNumber,
                    }
                ),
            ],
            view.Epoch,
            view.Positions,
            next
        );
    }
}
