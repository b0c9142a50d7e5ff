using TableTap.Cli.Printing;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Tests.Printing;

/// <summary>What counters are told in these tests.</summary>
internal static class Orders
{
    public static readonly DateTimeOffset At = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public static AssignedItem Line(
        string lineId,
        string name = "Cappuccino",
        int quantity = 1,
        LineStatus status = LineStatus.Queued,
        OrderPriority priority = OrderPriority.Normal,
        int? course = null
    ) => new(lineId, "cappuccino", name, quantity, [], priority, status, Course: course);

    public static OrderAssigned Ticket(params AssignedItem[] lines) =>
        new(
            "order_1",
            "ORD-001234",
            lines,
            OrderType.DineIn,
            "John D.",
            null,
            8,
            At,
            3,
            TableNumber: "12"
        );

    public static Paper Paper(params AssignedItem[] lines) =>
        Cli.Printing.Paper.Of(Ticket(lines), lines);

    public static IReadOnlyDictionary<string, Paper> Papers(params AssignedItem[] lines) =>
        new Dictionary<string, Paper> { ["order_1"] = Paper(lines) };

    public static OrderItemUpdated Update(
        string lineId,
        LineStatus status,
        string? counterId = "espresso"
    ) => new("order_1", lineId, counterId, LineStatus.Queued, status, "anna", 4);

    public static OrderStatusChanged Status(OrderStatus from, OrderStatus to) =>
        new("order_1", from, to, "anna", null, "", 5);
}
