using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>Commands on orders and their money, from the wire to the café (section 4).</summary>
internal static class OrderCommands
{
    /// <summary>Their rows.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<Protocol.OrderCreate>("order_create", Read),
        CommandRow.Of<Protocol.OrderStatusUpdate>("order_status_update", Read),
        CommandRow.Of<Protocol.OrderItemUpdate>("order_item_update", Read),
        CommandRow.Of<Protocol.OrderCancel>("order_cancel", Read),
        CommandRow.Of<Protocol.OrderPriorityUpdate>("order_priority_update", Read),
        CommandRow.Of<Protocol.OrderAssign>("order_assign", Read),
        CommandRow.Of<Protocol.OrderRate>("order_rate", Read),
        CommandRow.Of<Protocol.PaymentRecord>("payment_record", Read),
        CommandRow.Of<Protocol.RefundIssue>("refund_issue", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderCreate data) =>
        (
            new OrderCreate(
                data.CafeId,
                data.Items.Select(Item).ToEquatableList(),
                data.OrderType,
                data.TableNumber,
                data.SpecialInstructions,
                data.PaymentMethod,
                data.CustomerId,
                data.CustomerName
            ),
            new(CafeId: data.CafeId)
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderStatusUpdate data) =>
        Of(
            new OrderStatusUpdate(data.OrderId, data.Status, data.Reason, data.PickupCode)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderItemUpdate data) =>
        Of(
            new OrderItemUpdate(data.OrderId, data.LineId, data.Status, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderCancel data) =>
        Of(
            new OrderCancel(data.OrderId, data.Reason, data.Message, data.RefundAmount)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderPriorityUpdate data) =>
        Of(
            new OrderPriorityUpdate(data.OrderId, data.Priority, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderAssign data) =>
        Of(
            new OrderAssign(data.OrderId, data.CounterId, data.EmployeeId)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrderRate data) =>
        Of(new OrderRate(data.OrderId, data.Stars, data.Comment));

    private static (CafeCommand, CommandTarget) Read(Protocol.PaymentRecord data) =>
        Of(
            new PaymentRecord(
                data.OrderId,
                data.Method,
                data.Amount,
                data.Tip,
                data.Result,
                data.ProviderEventId,
                Reason: data.Reason
            )
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.RefundIssue data) =>
        Of(
            new RefundIssue(data.OrderId, data.Amount, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Of(OrderCommand command) =>
        (command, new(OrderId: command.OrderId));

    private static OrderedItem Item(Protocol.OrderedItem item) =>
        new(item.ItemId, item.Quantity, (item.Customizations ?? []).ToEquatableList());
}
