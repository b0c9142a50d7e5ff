using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;
using static TableTap.Protocol.Channels.ChannelKinds;

namespace TableTap.Protocol.Catalogue;

/// <summary>What happened, and which channels hear it (section 3, "Who hears what").</summary>
internal static class EventMessages
{
    private const ChannelKinds Tickets = CounterOrders | EmployeeOrders;
    private const ChannelKinds EverybodyInCafe = CafeGeneral | CafeStaff;
    public static MessageDescriptor[] Rows { get; } =
    [
        Row<OrderCreated>(
            "order_created",
            5,
            "An order was taken.",
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row<OrderStatusChanged>(
            "order_status_changed",
            5,
            "An order moved.",
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row<OrderEstimateChanged>(
            "order_estimate_changed",
            5,
            "An order will be ready earlier or later than said.",
            CustomerOrders,
            CustomerOrders
        ),
        Row<OrderReady>(
            "order_ready",
            5,
            "The order waits to be picked up.",
            CustomerOrders,
            CustomerOrders
        ),
        Row<OrderCompleted>(
            "order_completed",
            5,
            "The order was handed over.",
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row<OrderCancelled>(
            "order_cancelled",
            5,
            "The order will not be made.",
            CustomerOrders | Tickets | CafeStaff,
            CustomerOrders
        ),
        Row<PaymentProcessed>(
            "payment_processed",
            5,
            "A payment succeeded.",
            CustomerOrders,
            CustomerOrders
        ),
        Row<PaymentFailed>(
            "payment_failed",
            5,
            "A payment failed.",
            CustomerOrders,
            CustomerOrders
        ),
        Row<PaymentRefunded>(
            "payment_refunded",
            5,
            "Money was given back.",
            CustomerOrders,
            CustomerOrders
        ),
        Row<OrderAssigned>("order_assigned", 5, "A counter has a ticket.", Tickets, CounterOrders),
        Row<OrderScheduled>(
            "order_scheduled",
            5,
            "An order is taken for later, or for another time than before.",
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row<OrderFired>(
            "order_fired",
            5,
            "The time of an order for later has come: the counters have it.",
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row<CourseChanged>(
            "course_changed",
            5,
            "A course of an order is held, fired or ready.",
            CustomerOrders | Tickets | CafeStaff,
            CustomerOrders
        ),
        Row<OrderPriorityChanged>(
            "order_priority_changed",
            5,
            "A ticket's urgency changed.",
            Tickets
        ),
        Row<OrderItemUpdated>(
            "order_item_updated",
            5,
            "A line of an order moved.",
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row<OrderNoteAdded>(
            "order_note_added",
            5,
            "The staff wrote to the guest.",
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row<OrderTotalChanged>(
            "order_total_changed",
            5,
            "An order costs something else than before.",
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row<BillChanged>(
            "bill_changed",
            5,
            "A bill is another one than it was.",
            CustomerOrders | CafeStaff
        ),
        Row<VoucherChanged>(
            "voucher_changed",
            5,
            "How a payment by voucher is.",
            CustomerOrders | CafeStaff
        ),
        Row<BoardChanged>("board_changed", 3, "The pickup board changed.", EverybodyInCafe),
        Row<EmployeeStatusChanged>(
            "employee_status_changed",
            6,
            "Somebody began or ended work.",
            CafeStaff
        ),
        Row<BreakStarted>("break_started", 6, "Somebody began a break.", CafeStaff),
        Row<BreakEnded>("break_ended", 6, "Somebody is back from a break.", CafeStaff),
        Row<CounterStatusChanged>(
            "counter_status_changed",
            5,
            "A counter opened or went out of service.",
            ChannelKinds.CounterStatus | EverybodyInCafe
        ),
        Row<ItemAvailabilityChanged>(
            "item_availability_changed",
            3,
            "An item, a customisation or an option is to be had again, or no more.",
            EverybodyInCafe
        ),
        Row<MenuChanged>("menu_changed", 3, "The café has another menu.", EverybodyInCafe),
        Row<Announcement>("announcement", 3, "Something to tell.", EverybodyInCafe),
        Row<WaitTimeChanged>(
            "wait_time_changed",
            3,
            "How long an order takes now.",
            EverybodyInCafe
        ),
        Row<MetricsUpdate>(
            "metrics_update",
            6,
            "The café's figures of the hour.",
            ChannelKinds.CafeMetrics
        ),
        Row<Alert>("alert", 6, "Something needs a manager.", CafeAlerts),
        Row<AlertResolved>("alert_resolved", 6, "An alert is over.", CafeAlerts),
        Row<Maintenance>(
            "maintenance_scheduled",
            3,
            "The system will be maintained.",
            SystemMaintenance | EverybodyInCafe
        ),
        Row<Maintenance>(
            "maintenance_started",
            3,
            "The system is being maintained.",
            SystemMaintenance | EverybodyInCafe
        ),
        Row<Maintenance>(
            "maintenance_ended",
            3,
            "The maintenance is over.",
            SystemMaintenance | EverybodyInCafe
        ),
    ];

    private static MessageDescriptor Row<T>(
        string type,
        int section,
        string summary,
        ChannelKinds channels,
        ChannelKinds criticalOn = None
    )
        where T : class =>
        new(
            type,
            section,
            summary,
            MessageKind.Event,
            typeof(T),
            ProtocolJson.Default,
            Roles.None,
            channels,
            criticalOn,
            Counted: false
        );
}
