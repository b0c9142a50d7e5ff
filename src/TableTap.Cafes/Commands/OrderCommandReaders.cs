using TableTap.Ordering.Commands;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Commands;

/// <summary>Commands on orders and their money, from the wire to the café (section 4).</summary>
internal static class OrderCommandReaders
{
    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<OrderCreate>("order_create", Read),
        CommandRow.Of<OrderStatusUpdate>("order_status_update", Read),
        CommandRow.Of<OrderItemUpdate>("order_item_update", Read),
        CommandRow.Of<OrderCancel>("order_cancel", Read),
        CommandRow.Of<OrderPriorityUpdate>("order_priority_update", Read),
        CommandRow.Of<OrderAssign>("order_assign", Read),
        CommandRow.Of<OrderReopen>("order_reopen", Read),
        CommandRow.Of<OrderRemake>("order_remake", Read),
        CommandRow.Of<OrderReschedule>("order_reschedule", Read),
        CommandRow.Of<OrderNoteAdd>("order_note_add", Read),
        CommandRow.Of<CourseFire>("course_fire", Read),
        CommandRow.Of<CourseHold>("course_hold", Read),
        CommandRow.Of<OrderRate>("order_rate", Read),
        CommandRow.Of<PaymentRecord>("payment_record", Read),
        CommandRow.Of<RefundIssue>("refund_issue", Read),
        CommandRow.Of<RefundUpdate>("refund_update", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(OrderCreate data) =>
        (
            new CreateOrder(
                data.CafeId,
                data.Items.Select(Item).ToEquatableList(),
                data.OrderType,
                data.TableNumber,
                data.SpecialInstructions,
                data.PaymentMethod,
                data.CustomerId,
                data.CustomerName,
                data.ExpectedTotal,
                (data.Allergies ?? []).ToEquatableList(),
                data.OnBill ?? false,
                data.BillId,
                data.ScheduledFor
            ),
            new(CafeId: data.CafeId)
        );

    private static (CafeCommand, CommandTarget) Read(OrderStatusUpdate data) =>
        Of(
            new UpdateOrderStatus(
                data.OrderId,
                data.Status,
                data.Reason,
                data.PickupCode,
                data.AllergiesSeen ?? false,
                data.AgeChecked ?? false
            )
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderItemUpdate data) =>
        Of(
            new UpdateOrderItem(
                data.OrderId,
                data.LineId,
                data.Status,
                data.Reason,
                data.AllergiesSeen ?? false
            )
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderCancel data) =>
        Of(
            new CancelOrder(data.OrderId, data.Reason, data.Message, data.RefundAmount)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderPriorityUpdate data) =>
        Of(
            new UpdateOrderPriority(data.OrderId, data.Priority, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderAssign data) =>
        Of(
            new AssignOrder(data.OrderId, data.CounterId, data.EmployeeId)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderReopen data) =>
        Of(new ReopenOrder(data.OrderId, data.Reason) { ExpectedVersion = data.ExpectedVersion });

    private static (CafeCommand, CommandTarget) Read(OrderRemake data) =>
        Of(
            new RemakeOrder(data.OrderId, data.Reason, (data.LineIds ?? []).ToEquatableList())
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(OrderNoteAdd data) =>
        Of(new AddOrderNote(data.OrderId, data.Message) { ExpectedVersion = data.ExpectedVersion });

    private static (CafeCommand, CommandTarget) Read(OrderReschedule data) =>
        Of(
            new RescheduleOrder(data.OrderId, data.ScheduledFor)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(CourseFire data) =>
        Of(new FireCourse(data.OrderId, data.Course) { ExpectedVersion = data.ExpectedVersion });

    private static (CafeCommand, CommandTarget) Read(CourseHold data) =>
        Of(new HoldCourse(data.OrderId, data.Course) { ExpectedVersion = data.ExpectedVersion });

    private static (CafeCommand, CommandTarget) Read(OrderRate data) =>
        Of(new RateOrder(data.OrderId, data.Stars, data.Comment));

    private static (CafeCommand, CommandTarget) Read(PaymentRecord data) =>
        Of(
            new RecordPayment(
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

    private static (CafeCommand, CommandTarget) Read(RefundIssue data) =>
        Of(
            new IssueRefund(data.OrderId, data.Amount, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Read(RefundUpdate data) =>
        Of(
            new UpdateRefund(data.OrderId, data.RefundId, data.Status, data.Reason)
            {
                ExpectedVersion = data.ExpectedVersion,
            }
        );

    private static (CafeCommand, CommandTarget) Of(OrderCommand command) =>
        (command, new(OrderId: command.OrderId));

    private static NewOrderLine Item(OrderedItem item) =>
        new(
            item.ItemId,
            item.Quantity,
            (item.Customizations ?? []).ToEquatableList(),
            (item.Options ?? []).ToEquatableList(),
            item.Note,
            (item.Allergies ?? []).ToEquatableList(),
            item.Course
        );
}
