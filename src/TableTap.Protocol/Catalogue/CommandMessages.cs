using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;
using static TableTap.Terms.Roles;

namespace TableTap.Protocol.Catalogue;

/// <summary>What a client wants changed in the café, and who may at least (section 4).</summary>
internal static class CommandMessages
{
    public static MessageDescriptor[] Rows { get; } =
    [
        Row<OrderCreate>("order_create", 4, "Orders; the server prices.", Customer | Staff),
        Row<OrderStatusUpdate>(
            "order_status_update",
            5,
            "Moves an order on, or back by recall.",
            Staff
        ),
        Row<OrderItemUpdate>(
            "order_item_update",
            5,
            "Moves a line of an order at its counter, or undoes its start.",
            Staff
        ),
        Row<OrderCancel>("order_cancel", 5, "Cancels an order.", Customer | Staff) with
        {
            MustBeSigned = true,
        },
        Row<OrderPriorityUpdate>("order_priority_update", 4, "Says how urgent an order is.", Staff),
        Row<OrderAssign>(
            "order_assign",
            4,
            "Gives an order to a counter or an employee.",
            Managers
        ),
        Row<OrderReopen>(
            "order_reopen",
            4,
            "Says that an order was not handed over after all.",
            Staff
        ),
        Row<OrderRemake>(
            "order_remake",
            4,
            "Has lines of an order made again, for nothing.",
            Staff
        ),
        Row<OrderReschedule>(
            "order_reschedule",
            4,
            "Changes the time of an order for later.",
            Customer | Staff
        ),
        Row<CourseFire>("course_fire", 4, "Lets the counters begin a course that is held.", Staff),
        Row<CourseHold>("course_hold", 4, "Holds a course that nobody began.", Staff),
        Row<OrderNoteAdd>("order_note_add", 4, "Writes to the guest of an order.", Staff),
        Row<PaymentRecord>(
            "payment_record",
            5,
            "Records cash, or a gateway's result.",
            Staff | Service
        ) with
        {
            MustBeSigned = true,
        },
        Row<BillOpen>("bill_open", 5, "Opens a bill for a table or a guest.", Staff),
        Row<BillJoin>("bill_join", 5, "Joins the bill of a table.", Customer),
        Row<BillUpdate>(
            "bill_update",
            5,
            "Moves a bill, gives it to somebody else, or merges it into another.",
            Staff
        ),
        Row<BillSplit>("bill_split", 5, "Divides what is due of a bill.", Staff),
        Row<BillPay>("bill_pay", 5, "Records money for a bill.", Staff) with
        {
            MustBeSigned = true,
        },
        Row<BillClose>("bill_close", 5, "Ends a bill.", Staff),
        Row<DiscountApply>(
            "discount_apply",
            5,
            "Takes something off the price of an order or of a bill.",
            Staff
        ) with
        {
            MustBeSigned = true,
        },
        Row<DiscountRemove>("discount_remove", 5, "Takes a discount back.", Staff),
        Row<ServiceChargeRemove>(
            "service_charge_remove",
            5,
            "Takes the service charge off an order or a bill.",
            Managers
        ),
        Row<VoucherPay>(
            "voucher_pay",
            5,
            "Pays with a voucher or a gift card.",
            Customer | Staff
        ) with
        {
            MustBeSigned = true,
        },
        Row<RefundIssue>("refund_issue", 5, "Gives money back.", Managers) with
        {
            MustBeSigned = true,
        },
        Row<RefundUpdate>(
            "refund_update",
            5,
            "Says how a refund is, or hands it over again.",
            Managers | Service
        ),
        Row<EmployeeClock>("employee_clock_in", 6, "Begins work.", Staff),
        Row<EmployeeClock>("employee_clock_out", 6, "Ends work.", Staff),
        Row<BreakStart>("break_start", 6, "Begins a break.", Staff),
        Row<BreakEnd>("break_end", 6, "Ends a break.", Staff),
        Row<CounterStatusUpdate>(
            "counter_status_update",
            5,
            "Opens a counter or takes it out of service.",
            Managers
        ) with
        {
            MustBeSigned = true,
        },
        Row<ItemAvailabilityUpdate>(
            "item_availability_update",
            4,
            "Says that an item, a customisation or an option is to be had or not.",
            Staff
        ),
        Row<IntakeUpdate>("intake_update", 4, "Pauses new orders or takes them again.", Managers),
        Row<OrdersSettle>(
            "orders_settle",
            4,
            "Completes or cancels all orders that are left over.",
            Managers
        ),
        Row<DayClose>(
            "day_close",
            5,
            "Closes the day, and counts anew from then on.",
            Managers
        ) with
        {
            MustBeSigned = true,
        },
        Row<AlertAcknowledge>(
            "alert_acknowledge",
            6,
            "Says that somebody looks after an alert.",
            Managers
        ),
        Row<AlertSnooze>("alert_snooze", 6, "Silences an alert for a while.", Managers),
        Row<OrderRate>("order_rate", 4, "Rates a completed order, once.", Customer),
        Row<AnnouncementPublish>(
            "announcement_publish",
            4,
            "Tells guests, staff or everyone something.",
            Managers
        ),
    ];

    private static MessageDescriptor Row<T>(string type, int section, string summary, Roles senders)
        where T : class =>
        new(
            type,
            section,
            summary,
            MessageKind.Command,
            typeof(T),
            CommandJson.Payloads,
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
[JsonSerializable(typeof(CourseFire))]
[JsonSerializable(typeof(CourseHold))]
[JsonSerializable(typeof(BillOpen))]
[JsonSerializable(typeof(BillJoin))]
[JsonSerializable(typeof(BillUpdate))]
[JsonSerializable(typeof(BillSplit))]
[JsonSerializable(typeof(BillPay))]
[JsonSerializable(typeof(BillClose))]
[JsonSerializable(typeof(DiscountApply))]
[JsonSerializable(typeof(DiscountRemove))]
[JsonSerializable(typeof(ServiceChargeRemove))]
[JsonSerializable(typeof(EmployeeClock))]
[JsonSerializable(typeof(BreakStart))]
[JsonSerializable(typeof(BreakEnd))]
[JsonSerializable(typeof(CounterStatusUpdate))]
[JsonSerializable(typeof(ItemAvailabilityUpdate))]
[JsonSerializable(typeof(IntakeUpdate))]
[JsonSerializable(typeof(OrdersSettle))]
[JsonSerializable(typeof(DayClose))]
[JsonSerializable(typeof(VoucherPay))]
[JsonSerializable(typeof(AlertAcknowledge))]
[JsonSerializable(typeof(AlertSnooze))]
[JsonSerializable(typeof(AnnouncementPublish))]
public sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>The contracts of all commands.</summary>
    public static CommandJson Payloads { get; } =
        new(new JsonSerializerOptions(ProtocolJson.Default.Options));
}
