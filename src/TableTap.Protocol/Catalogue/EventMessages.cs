using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Channels;
using TableTap.Terms;
using static TableTap.Protocol.Channels.ChannelKinds;

namespace TableTap.Protocol.Catalogue;

/// <summary>What happened, and which channels hear it (section 3, "Who hears what").</summary>
internal static class EventMessages
{
    private const ChannelKinds Tickets = CounterOrders | EmployeeOrders;
    private const ChannelKinds EverybodyInCafe = CafeGeneral | CafeStaff;
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    public static MessageDescriptor[] Rows { get; } =
    [
        Row(
            "order_created",
            5,
            "An order was taken.",
            Json.OrderCreated,
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row(
            "order_status_changed",
            5,
            "An order moved.",
            Json.OrderStatusChanged,
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row(
            "order_estimate_changed",
            5,
            "An order will be ready earlier or later than said.",
            Json.OrderEstimateChanged,
            CustomerOrders,
            CustomerOrders
        ),
        Row(
            "order_ready",
            5,
            "The order waits to be picked up.",
            Json.OrderReady,
            CustomerOrders,
            CustomerOrders
        ),
        Row(
            "order_completed",
            5,
            "The order was handed over.",
            Json.OrderCompleted,
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row(
            "order_cancelled",
            5,
            "The order will not be made.",
            Json.OrderCancelled,
            CustomerOrders | Tickets | CafeStaff,
            CustomerOrders
        ),
        Row(
            "payment_processed",
            5,
            "A payment succeeded.",
            Json.PaymentProcessed,
            CustomerOrders,
            CustomerOrders
        ),
        Row(
            "payment_failed",
            5,
            "A payment failed.",
            Json.PaymentFailed,
            CustomerOrders,
            CustomerOrders
        ),
        Row(
            "payment_refunded",
            5,
            "Money was given back.",
            Json.PaymentRefunded,
            CustomerOrders,
            CustomerOrders
        ),
        Row(
            "order_assigned",
            5,
            "A counter has a ticket.",
            Json.OrderAssigned,
            Tickets,
            CounterOrders
        ),
        Row(
            "order_scheduled",
            5,
            "An order is taken for later, or for another time than before.",
            Json.OrderScheduled,
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row(
            "order_fired",
            5,
            "The time of an order for later has come: the counters have it.",
            Json.OrderFired,
            CustomerOrders | CafeStaff,
            CustomerOrders
        ),
        Row(
            "order_priority_changed",
            5,
            "A ticket's urgency changed.",
            Json.OrderPriorityChanged,
            Tickets
        ),
        Row(
            "order_item_updated",
            5,
            "A line of an order moved.",
            Json.OrderItemUpdated,
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row(
            "order_note_added",
            5,
            "The staff wrote to the guest.",
            Json.OrderNoteAdded,
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Row("board_changed", 3, "The pickup board changed.", Json.BoardChanged, EverybodyInCafe),
        Row(
            "employee_status_changed",
            6,
            "Somebody began or ended work.",
            Json.EmployeeStatusChanged,
            CafeStaff
        ),
        Row("break_started", 6, "Somebody began a break.", Json.BreakStarted, CafeStaff),
        Row("break_ended", 6, "Somebody is back from a break.", Json.BreakEnded, CafeStaff),
        Row(
            "counter_status_changed",
            5,
            "A counter opened or went out of service.",
            Json.CounterStatusChanged,
            ChannelKinds.CounterStatus | EverybodyInCafe
        ),
        Row(
            "item_availability_changed",
            3,
            "An item, a customisation or an option is to be had again, or no more.",
            Json.ItemAvailabilityChanged,
            EverybodyInCafe
        ),
        Row("menu_changed", 3, "The café has another menu.", Json.MenuChanged, EverybodyInCafe),
        Row("announcement", 3, "Something to tell.", Json.Announcement, EverybodyInCafe),
        Row(
            "wait_time_changed",
            3,
            "How long an order takes now.",
            Json.WaitTimeChanged,
            EverybodyInCafe
        ),
        Row(
            "metrics_update",
            6,
            "The café's figures of the hour.",
            Json.MetricsUpdate,
            ChannelKinds.CafeMetrics
        ),
        Row("alert", 6, "Something needs a manager.", Json.Alert, CafeAlerts),
        Row("alert_resolved", 6, "An alert is over.", Json.AlertResolved, CafeAlerts),
        Row(
            "maintenance_scheduled",
            3,
            "The system will be maintained.",
            Json.Maintenance,
            SystemMaintenance | EverybodyInCafe
        ),
        Row(
            "maintenance_started",
            3,
            "The system is being maintained.",
            Json.Maintenance,
            SystemMaintenance | EverybodyInCafe
        ),
        Row(
            "maintenance_ended",
            3,
            "The maintenance is over.",
            Json.Maintenance,
            SystemMaintenance | EverybodyInCafe
        ),
    ];

    private static MessageDescriptor Row(
        string type,
        int section,
        string summary,
        JsonTypeInfo data,
        ChannelKinds channels,
        ChannelKinds criticalOn = None
    ) =>
        new(
            type,
            section,
            summary,
            MessageKind.Event,
            data,
            Roles.None,
            channels,
            criticalOn,
            Counted: false
        );
}
