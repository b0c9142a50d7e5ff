using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;
using static TableTap.Terms.Roles;

namespace TableTap.Protocol.Catalogue;

/// <summary>What a client wants changed in the café, and who may at least (section 4).</summary>
internal static class CommandMessages
{
    private static readonly CommandJson Json = CommandJson.Payloads;

    public static MessageDescriptor[] Rows { get; } =
    [
        Row("order_create", 4, "Orders; the server prices.", Json.OrderCreate, Customer | Staff),
        Row(
            "order_status_update",
            5,
            "Moves an order on, or back by recall.",
            Json.OrderStatusUpdate,
            Staff
        ),
        Row(
            "order_item_update",
            5,
            "Moves a line of an order at its counter, or undoes its start.",
            Json.OrderItemUpdate,
            Staff
        ),
        Row("order_cancel", 5, "Cancels an order.", Json.OrderCancel, Customer | Staff) with
        {
            MustBeSigned = true,
        },
        Row(
            "order_priority_update",
            4,
            "Says how urgent an order is.",
            Json.OrderPriorityUpdate,
            Staff
        ),
        Row(
            "order_assign",
            4,
            "Gives an order to a counter or an employee.",
            Json.OrderAssign,
            Managers
        ),
        Row(
            "order_reopen",
            4,
            "Says that an order was not handed over after all.",
            Json.OrderReopen,
            Staff
        ),
        Row(
            "order_remake",
            4,
            "Has lines of an order made again, for nothing.",
            Json.OrderRemake,
            Staff
        ),
        Row(
            "order_reschedule",
            4,
            "Changes the time of an order for later.",
            Json.OrderReschedule,
            Customer | Staff
        ),
        Row("order_note_add", 4, "Writes to the guest of an order.", Json.OrderNoteAdd, Staff),
        Row(
            "payment_record",
            5,
            "Records cash, or a gateway's result.",
            Json.PaymentRecord,
            Staff | Service
        ) with
        {
            MustBeSigned = true,
        },
        Row("refund_issue", 5, "Gives money back.", Json.RefundIssue, Managers) with
        {
            MustBeSigned = true,
        },
        Row(
            "refund_update",
            5,
            "Says how a refund is, or hands it over again.",
            Json.RefundUpdate,
            Managers | Service
        ),
        Row("employee_clock_in", 6, "Begins work.", Json.EmployeeClock, Staff),
        Row("employee_clock_out", 6, "Ends work.", Json.EmployeeClock, Staff),
        Row("break_start", 6, "Begins a break.", Json.BreakStart, Staff),
        Row("break_end", 6, "Ends a break.", Json.BreakEnd, Staff),
        Row(
            "counter_status_update",
            5,
            "Opens a counter or takes it out of service.",
            Json.CounterStatusUpdate,
            Managers
        ) with
        {
            MustBeSigned = true,
        },
        Row(
            "item_availability_update",
            4,
            "Says that an item, a customisation or an option is to be had or not.",
            Json.ItemAvailabilityUpdate,
            Staff
        ),
        Row(
            "intake_update",
            4,
            "Pauses new orders or takes them again.",
            Json.IntakeUpdate,
            Managers
        ),
        Row(
            "orders_settle",
            4,
            "Completes or cancels all orders that are left over.",
            Json.OrdersSettle,
            Managers
        ),
        Row(
            "alert_acknowledge",
            6,
            "Says that somebody looks after an alert.",
            Json.AlertAcknowledge,
            Managers
        ),
        Row("alert_snooze", 6, "Silences an alert for a while.", Json.AlertSnooze, Managers),
        Row("order_rate", 4, "Rates a completed order, once.", Json.OrderRate, Customer),
        Row(
            "announcement_publish",
            4,
            "Tells guests, staff or everyone something.",
            Json.AnnouncementPublish,
            Managers
        ),
    ];

    private static MessageDescriptor Row(
        string type,
        int section,
        string summary,
        JsonTypeInfo data,
        Roles senders
    ) =>
        new(
            type,
            section,
            summary,
            MessageKind.Command,
            data,
            senders,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: true
        );
}

/// <summary>
/// The source-generated JSON of the payloads of commands, beside their rows. It reads and writes as <see cref="ProtocolJson"/> does:
/// take it from <see cref="Payloads"/>, which has those options.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OrderCreate))]
[JsonSerializable(typeof(OrderStatusUpdate))]
[JsonSerializable(typeof(OrderItemUpdate))]
[JsonSerializable(typeof(OrderCancel))]
[JsonSerializable(typeof(OrderPriorityUpdate))]
[JsonSerializable(typeof(OrderAssign))]
[JsonSerializable(typeof(PaymentRecord))]
[JsonSerializable(typeof(RefundIssue))]
[JsonSerializable(typeof(RefundUpdate))]
[JsonSerializable(typeof(OrderRate))]
[JsonSerializable(typeof(OrderReopen))]
[JsonSerializable(typeof(OrderRemake))]
[JsonSerializable(typeof(OrderReschedule))]
[JsonSerializable(typeof(OrderNoteAdd))]
[JsonSerializable(typeof(EmployeeClock))]
[JsonSerializable(typeof(BreakStart))]
[JsonSerializable(typeof(BreakEnd))]
[JsonSerializable(typeof(CounterStatusUpdate))]
[JsonSerializable(typeof(ItemAvailabilityUpdate))]
[JsonSerializable(typeof(IntakeUpdate))]
[JsonSerializable(typeof(OrdersSettle))]
[JsonSerializable(typeof(AlertAcknowledge))]
[JsonSerializable(typeof(AlertSnooze))]
[JsonSerializable(typeof(AnnouncementPublish))]
public sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>The contracts of all commands.</summary>
    public static CommandJson Payloads { get; } =
        new(new JsonSerializerOptions(ProtocolJson.Default.Options));
}
