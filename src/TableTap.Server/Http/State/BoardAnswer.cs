using TableTap.Ordering.Rules;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A line of the pickup board.</summary>
/// <param name="OrderNumber">The order, as guests know it.</param>
/// <param name="Status"><c>preparing</c> or <c>ready</c>.</param>
/// <param name="PickupLocation">Where to fetch it, once it is ready.</param>
internal sealed record BoardEntry(
    string OrderNumber,
    BoardStatus Status,
    string? PickupLocation = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/board</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Orders">What is being made or waits for its guest, by number.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record BoardAnswer(
    [Id] string CafeId,
    IReadOnlyList<BoardEntry> Orders,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The board as it stands.</summary>
    public static BoardAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            [
                .. view
                    .Cafe.OpenOrders.Values.Where(order =>
                        order.Status is OrderStatus.Preparing or OrderStatus.Ready
                        && !Staleness.IsLeftOver(view.Cafe, order)
                    )
                    .OrderBy(order => order.OrderNumber, StringComparer.Ordinal)
                    .Select(order =>
                        order.Status == OrderStatus.Ready
                            ? new BoardEntry(
                                order.OrderNumber,
                                BoardStatus.Ready,
                                order.PickupLocation
                            )
                            : new BoardEntry(order.OrderNumber, BoardStatus.Preparing)
                    ),
            ],
            view.Epoch,
            view.Positions
        );
}
