using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>
/// The commands of the wire as the commands of the café, one row each (section 4). Never throws for what a client can
/// send. Thread-safe.
/// </summary>
internal static class CommandReader
{
    private static readonly ErrorDetail NoCards = new(
        "",
        "card data is not accepted here: paying by card goes through the provider's page"
    );

    private static readonly FrozenDictionary<string, Reader> Readers = new Dictionary<
        string,
        Reader
    >
    {
        ["order_create"] = Row<Protocol.OrderCreate>(OrderCommands.Read),
        ["order_status_update"] = Row<Protocol.OrderStatusUpdate>(OrderCommands.Read),
        ["order_item_update"] = Row<Protocol.OrderItemUpdate>(OrderCommands.Read),
        ["order_cancel"] = Row<Protocol.OrderCancel>(OrderCommands.Read),
        ["order_priority_update"] = Row<Protocol.OrderPriorityUpdate>(OrderCommands.Read),
        ["order_assign"] = Row<Protocol.OrderAssign>(OrderCommands.Read),
        ["order_rate"] = Row<Protocol.OrderRate>(OrderCommands.Read),
        ["payment_record"] = Row<Protocol.PaymentRecord>(OrderCommands.Read),
        ["refund_issue"] = Row<Protocol.RefundIssue>(OrderCommands.Read),
        ["employee_clock_in"] = Row<EmployeeClock>(StaffCommands.ClockIn),
        ["employee_clock_out"] = Row<EmployeeClock>(StaffCommands.ClockOut),
        ["break_start"] = Row<Protocol.BreakStart>(StaffCommands.Read),
        ["break_end"] = Row<Protocol.BreakEnd>(StaffCommands.Read),
        ["counter_status_update"] = Row<Protocol.CounterStatusUpdate>(HouseCommands.Read),
        ["item_availability_update"] = Row<Protocol.ItemAvailabilityUpdate>(HouseCommands.Read),
        ["intake_update"] = Row<Protocol.IntakeUpdate>(HouseCommands.Read),
        ["orders_settle"] = Row<Protocol.OrdersSettle>(HouseCommands.Read),
        ["alert_acknowledge"] = Row<Protocol.AlertAcknowledge>(HouseCommands.Read),
        ["alert_snooze"] = Row<Protocol.AlertSnooze>(HouseCommands.Read),
        ["announcement_publish"] = Row<Protocol.AnnouncementPublish>(HouseCommands.Read),
    }.ToFrozenDictionary();

    private delegate ReadCommand? Reader(
        MessageDescriptor row,
        ReadOnlySpan<byte> data,
        out IReadOnlyList<ErrorDetail> details
    );

    /// <summary>Reads a command, or says everything that is wrong with its payload.</summary>
    /// <param name="row">The command's catalogue row.</param>
    /// <param name="data">The payload's bytes, valid JSON.</param>
    /// <param name="details">What is wrong.</param>
    public static ReadCommand? Read(
        MessageDescriptor row,
        ReadOnlySpan<byte> data,
        out IReadOnlyList<ErrorDetail> details
    )
    {
        if (CardData.IsIn(data))
        {
            details = [NoCards];
            return null;
        }

        return Readers[row.Type](row, data, out details);
    }

    private static Reader Row<T>(Func<T, (CafeCommand, CommandTarget)> convert)
        where T : class =>
        (row, data, out details) =>
        {
            var contract = (JsonTypeInfo<T>)row.Data;
            if (!PayloadReader.TryRead(data, contract, out var payload, out details))
            {
                return null;
            }

            var (command, target) = convert(payload);
            return new(command, target, JsonSerializer.SerializeToUtf8Bytes(payload, contract));
        };
}
