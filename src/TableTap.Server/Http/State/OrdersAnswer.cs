using TableTap.Cafes.Announcements;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/orders</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Orders">The latest first.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
/// <param name="NextCursor">Asks for older ones; absent where there are none.</param>
internal sealed record OrdersAnswer(
    [Id] string CafeId,
    IReadOnlyList<OrderView> Orders,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    string? NextCursor = null
)
{
    /// <summary>A page of orders.</summary>
    public static OrdersAnswer Of(StateView view, OrdersQuery query)
    {
        var (orders, next) = query.Page(
            view.Cafe,
            view.Snapshot.Orders.Select(filed => filed.Order)
        );
        return new(
            view.Cafe.CafeId,
            [.. orders.Select(order => OrderView.Of(order, view))],
            view.Epoch,
            view.Positions,
            next
        );
    }
}

/// <summary>Why an order takes as long as it does.</summary>
/// <param name="Cause">What it waits for.</param>
/// <param name="Text">The same in words: <c>2 ahead at Espresso Bar, 1 barista</c>.</param>
/// <param name="Minutes">How long still, as the guest was told.</param>
/// <param name="Delayed">Whether that is later than was promised.</param>
/// <param name="Ahead">Orders that the counter makes first.</param>
/// <param name="Staff">People at work there.</param>
/// <param name="CounterId">The counter that will be ready last; absent where none has it.</param>
/// <param name="BackAt">When a counter that is down said to be back.</param>
internal sealed record WaitView(
    WaitCause Cause,
    string Text,
    [Bounds(0)] double Minutes,
    bool Delayed,
    [Bounds(0)] int Ahead,
    [Bounds(0)] int Staff,
    [Id] string? CounterId = null,
    DateTimeOffset? BackAt = null
)
{
    /// <summary>Why an order waits; null where nothing is waited for.</summary>
    public static WaitView? Of(Order order, StateView view) =>
        Quotes.Of(view.Cafe, order, view.Now) is { Reason: var reason } quote
            ? new(
                reason.Cause,
                WaitExplanations.Of(view.Cafe, reason, view.Now),
                quote.Minutes,
                quote.IsDelayed,
                reason.Ahead,
                reason.Staff,
                reason.CounterId,
                reason.BackAt
            )
            : null;
}

/// <summary>The answer of <c>GET /v1/orders/{id}</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Order">The order.</param>
/// <param name="History">What happened to it, as far as the reader may know, in order.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
/// <param name="Wait">Why it takes as long as it does, as of now; absent once nothing is waited for.</param>
internal sealed record OrderAnswer(
    [Id] string CafeId,
    OrderView Order,
    IReadOnlyList<OrderEvent> History,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    WaitView? Wait = null
)
{
    /// <summary>The one order of the view.</summary>
    public static OrderAnswer Of(StateView view)
    {
        var filed = view.Snapshot.Orders[0];
        return new(
            view.Cafe.CafeId,
            OrderView.Of(filed.Order, view),
            OrderTimeline.Of(filed, view),
            view.Epoch,
            view.Positions,
            WaitView.Of(filed.Order, view)
        );
    }
}
