using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using static TableTap.Protocol.ChannelKinds;
using static TableTap.Protocol.Roles;

namespace TableTap.Protocol;

/// <summary>
/// Every message of the protocol, one row each: the only place that says what exists, who may send it, where it travels
/// and what must be confirmed. Immutable.
/// </summary>
public static class MessageCatalogue
{
    private const ChannelKinds Tickets = CounterOrders | EmployeeOrders;
    private const ChannelKinds Notices = CafeGeneral | CafeStaff;
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    /// <summary>All rows, in the order of the documentation.</summary>
    public static IReadOnlyList<MessageDescriptor> All { get; } =
    [
        // Session, both ways (sections 1 to 3 and 7). Back ends subscribe to nothing.
        Control("ping", Json.Ping, Everybody, counted: false),
        Control("token_refresh", Json.TokenRefresh, Everybody, counted: false),
        Control("encryption_key", Json.EncryptionKey, Everybody),
        Control("subscribe", Json.Subscribe, Everybody),
        Control("unsubscribe", Json.Unsubscribe, Everybody),
        Control("reconnect", Json.Reconnect, Everybody),
        Control("ack", Json.Ack, Everybody, counted: false),
        Notice("connection_established", Json.ConnectionEstablished),
        Notice("pong", Json.Pong),
        Notice("token_expiring", Json.TokenExpiring),
        Notice("token_refreshed", Json.TokenRefreshed),
        Notice("encryption_key_accepted", Json.EncryptionKeyAccepted),
        Notice("subscription_confirmed", Json.SubscriptionConfirmed),
        Notice("unsubscription_confirmed", Json.UnsubscriptionConfirmed),
        Notice("subscription_extended", Json.SubscriptionExtended),
        Notice("subscription_revoked", Json.SubscriptionRevoked),
        Notice("message_replay", Json.MessageReplay),
        Notice("message_acknowledged", Json.MessageAcknowledged),
        Notice("message_error", Json.MessageError),
        Notice("error", Json.Error),
        Notice("reconnect_advised", Json.ReconnectAdvised),
        // Commands (section 4): who at least.
        Command("order_create", Json.OrderCreate, Customer | Staff),
        Command("order_status_update", Json.OrderStatusUpdate, Staff),
        Command("order_item_update", Json.OrderItemUpdate, Staff),
        Command("order_cancel", Json.OrderCancel, Customer | Staff),
        Command("order_priority_update", Json.OrderPriorityUpdate, Staff),
        Command("order_assign", Json.OrderAssign, Managers),
        Command("payment_record", Json.PaymentRecord, Staff | Service),
        Command("refund_issue", Json.RefundIssue, Managers),
        Command("employee_clock_in", Json.EmployeeClock, Staff),
        Command("employee_clock_out", Json.EmployeeClock, Staff),
        Command("break_start", Json.BreakStart, Staff),
        Command("break_end", Json.BreakEnd, Staff),
        Command("counter_status_update", Json.CounterStatusUpdate, Managers),
        Command("item_availability_update", Json.ItemAvailabilityUpdate, Staff),
        Command("intake_update", Json.IntakeUpdate, Managers),
        Command("alert_acknowledge", Json.AlertAcknowledge, Managers),
        Command("alert_snooze", Json.AlertSnooze, Managers),
        Command("order_rate", Json.OrderRate, Customer),
        Command("announcement_publish", Json.AnnouncementPublish, Managers),
        // Events (section 3, "Who hears what").
        Event("order_created", Json.OrderCreated, CustomerOrders, CustomerOrders),
        Event(
            "order_status_changed",
            Json.OrderStatusChanged,
            CustomerOrders | Tickets,
            CustomerOrders
        ),
        Event("order_estimate_changed", Json.OrderEstimateChanged, CustomerOrders, CustomerOrders),
        Event("order_ready", Json.OrderReady, CustomerOrders, CustomerOrders),
        Event("order_completed", Json.OrderCompleted, CustomerOrders | Tickets, CustomerOrders),
        Event("order_cancelled", Json.OrderCancelled, CustomerOrders | Tickets, CustomerOrders),
        Event("payment_processed", Json.PaymentProcessed, CustomerOrders, CustomerOrders),
        Event("payment_failed", Json.PaymentFailed, CustomerOrders, CustomerOrders),
        Event("payment_refunded", Json.PaymentRefunded, CustomerOrders, CustomerOrders),
        Event("order_assigned", Json.OrderAssigned, Tickets, CounterOrders),
        Event("order_priority_changed", Json.OrderPriorityChanged, Tickets),
        Event("order_item_updated", Json.OrderItemUpdated, Tickets),
        Event("board_changed", Json.BoardChanged, CafeGeneral),
        Event("employee_status_changed", Json.EmployeeStatusChanged, CafeStaff),
        Event("break_started", Json.BreakStarted, CafeStaff),
        Event("break_ended", Json.BreakEnded, CafeStaff),
        Event(
            "counter_status_changed",
            Json.CounterStatusChanged,
            ChannelKinds.CounterStatus | Notices
        ),
        Event("item_availability_changed", Json.ItemAvailabilityChanged, Notices),
        Event("announcement", Json.Announcement, Notices),
        Event("wait_time_changed", Json.WaitTimeChanged, Notices),
        Event("metrics_update", Json.MetricsUpdate, ChannelKinds.CafeMetrics),
        Event("alert", Json.Alert, CafeAlerts),
        Event("alert_resolved", Json.AlertResolved, CafeAlerts),
        Event("maintenance_scheduled", Json.Maintenance, SystemMaintenance | Notices),
        Event("maintenance_started", Json.Maintenance, SystemMaintenance | Notices),
        Event("maintenance_ended", Json.Maintenance, SystemMaintenance | Notices),
    ];

    private static readonly FrozenDictionary<string, MessageDescriptor> ByType =
        All.ToFrozenDictionary(row => row.Type);

    private static readonly FrozenDictionary<string, MessageDescriptor>.AlternateLookup<
        ReadOnlySpan<char>
    > BySpan = ByType.GetAlternateLookup<ReadOnlySpan<char>>();

    // A notice is known by its record alone; commands may share one.
    private static readonly FrozenDictionary<Type, MessageDescriptor> NoticesByPayload = All.Where(
            row => row.Kind == MessageKind.Notice
        )
        .ToFrozenDictionary(row => row.Data.Type);

    /// <summary>The row of the notice whose payload is the record.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <exception cref="KeyNotFoundException">No notice has that payload.</exception>
    public static MessageDescriptor NoticeOf<T>() => NoticesByPayload[typeof(T)];

    /// <summary>The row of a type, or null for a type that does not exist.</summary>
    /// <param name="type">The type as text.</param>
    public static MessageDescriptor? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>The row of a type, or null for a type that does not exist; allocates nothing.</summary>
    /// <param name="type">The type as UTF-8.</param>
    public static MessageDescriptor? Find(ReadOnlySpan<byte> type)
    {
        Span<char> text = stackalloc char[Identifier.MaxLength];
        return
            type.Length <= text.Length
            && System.Text.Encoding.UTF8.TryGetChars(type, text, out var length)
            && BySpan.TryGetValue(text[..length], out var row)
            ? row
            : null;
    }

    private static MessageDescriptor Control(
        string type,
        JsonTypeInfo data,
        Roles senders,
        bool counted = true
    ) =>
        new(
            type,
            MessageKind.Control,
            data,
            senders,
            ChannelKinds.None,
            ChannelKinds.None,
            counted
        );

    private static MessageDescriptor Notice(string type, JsonTypeInfo data) =>
        new(
            type,
            MessageKind.Notice,
            data,
            Roles.None,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: false
        );

    private static MessageDescriptor Command(string type, JsonTypeInfo data, Roles senders) =>
        new(
            type,
            MessageKind.Command,
            data,
            senders,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: true
        );

    private static MessageDescriptor Event(
        string type,
        JsonTypeInfo data,
        ChannelKinds channels,
        ChannelKinds criticalOn = ChannelKinds.None
    ) => new(type, MessageKind.Event, data, Roles.None, channels, criticalOn, Counted: false);
}
