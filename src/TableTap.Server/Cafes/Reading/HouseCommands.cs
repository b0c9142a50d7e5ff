using TableTap.Ordering;
using TableTap.Terms;

namespace TableTap.Server.Cafes;

/// <summary>Commands on the café itself, from the wire to the café (section 4).</summary>
internal static class HouseCommands
{
    /// <summary>Their rows.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<Protocol.CounterStatusUpdate>("counter_status_update", Read),
        CommandRow.Of<Protocol.ItemAvailabilityUpdate>("item_availability_update", Read),
        CommandRow.Of<Protocol.IntakeUpdate>("intake_update", Read),
        CommandRow.Of<Protocol.OrdersSettle>("orders_settle", Read),
        CommandRow.Of<Protocol.AlertAcknowledge>("alert_acknowledge", Read),
        CommandRow.Of<Protocol.AlertSnooze>("alert_snooze", Read),
        CommandRow.Of<Protocol.AnnouncementPublish>("announcement_publish", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(Protocol.CounterStatusUpdate data) =>
        (
            new CounterStatusUpdate(
                data.CounterId,
                data.Status,
                data.Reason,
                data.EstimatedDowntime is { } minutes ? TimeSpan.FromMinutes(minutes) : null
            ),
            new(CounterId: data.CounterId)
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.ItemAvailabilityUpdate data) =>
        (
            new ItemAvailabilityUpdate(
                data.ItemId,
                data.Customization,
                data.Available,
                data.CounterId
            ),
            new(data.CafeId, CounterId: data.CounterId)
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.IntakeUpdate data) =>
        (
            new IntakeUpdate(
                data.Mode == IntakeMode.Paused ? IntakeMode.Paused : IntakeMode.Normal,
                data.Until,
                data.Reason
            ),
            new(data.CafeId)
        );

    private static (CafeCommand, CommandTarget) Read(Protocol.OrdersSettle data) =>
        (new OrdersSettle(data.Status, data.Reason), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(Protocol.AlertAcknowledge data) =>
        (new AlertAcknowledge(data.AlertId), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(Protocol.AlertSnooze data) =>
        (new AlertSnooze(data.AlertId, data.Until), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(Protocol.AnnouncementPublish data) =>
        (
            data.Audience == Audience.SystemMaintenance
                ? new MaintenanceSchedule(data.Message, data.ExpiresAt)
                : new AnnouncementPublish(data.Audience, data.Message, data.ExpiresAt),
            new(data.CafeId)
        );
}
