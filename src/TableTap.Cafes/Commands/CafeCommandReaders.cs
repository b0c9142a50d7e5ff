using TableTap.Ordering.Commands;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Commands;

/// <summary>Commands on the café itself, from the wire to the café (section 4).</summary>
internal static class CafeCommandReaders
{
    /// <summary>The rows of these commands in the table of all commands.</summary>
    public static CommandRow[] Rows { get; } =
    [
        CommandRow.Of<CounterStatusUpdate>("counter_status_update", Read),
        CommandRow.Of<ItemAvailabilityUpdate>("item_availability_update", Read),
        CommandRow.Of<IntakeUpdate>("intake_update", Read),
        CommandRow.Of<OrdersSettle>("orders_settle", Read),
        CommandRow.Of<DayClose>("day_close", Read),
        CommandRow.Of<AlertAcknowledge>("alert_acknowledge", Read),
        CommandRow.Of<AlertSnooze>("alert_snooze", Read),
        CommandRow.Of<AnnouncementPublish>("announcement_publish", Read),
    ];

    private static (CafeCommand, CommandTarget) Read(CounterStatusUpdate data) =>
        (
            new UpdateCounterStatus(
                data.CounterId,
                data.Status,
                data.Reason,
                data.EstimatedDowntime is { } minutes ? TimeSpan.FromMinutes(minutes) : null
            ),
            new(CounterId: data.CounterId)
        );

    private static (CafeCommand, CommandTarget) Read(ItemAvailabilityUpdate data) =>
        (
            new UpdateItemAvailability(
                data.ItemId,
                data.Customization,
                data.Available,
                data.CounterId,
                data.OptionId,
                data.Remaining,
                data.BackNextDay ?? false
            ),
            new(data.CafeId, CounterId: data.CounterId)
        );

    private static (CafeCommand, CommandTarget) Read(IntakeUpdate data) =>
        (
            new UpdateIntake(
                data.Mode == IntakeMode.Paused ? IntakeMode.Paused : IntakeMode.Normal,
                data.Until,
                data.Reason
            ),
            new(data.CafeId)
        );

    private static (CafeCommand, CommandTarget) Read(OrdersSettle data) =>
        (new SettleOrders(data.Status, data.Reason), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(DayClose data) =>
        (new CloseDay(data.Counted, data.ExpectedNumber), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(AlertAcknowledge data) =>
        (new AcknowledgeAlert(data.AlertId), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(AlertSnooze data) =>
        (new SnoozeAlert(data.AlertId, data.Until), new(data.CafeId));

    private static (CafeCommand, CommandTarget) Read(AnnouncementPublish data) =>
        (
            data.Audience == Audience.SystemMaintenance
                ? new ScheduleMaintenance(
                    data.Message,
                    data.ExpiresAt,
                    data.StartsAt,
                    data.AnnouncementId
                )
                : new PublishAnnouncement(
                    data.Audience,
                    data.Message,
                    data.ExpiresAt,
                    data.AnnouncementId,
                    data.StartsAt
                ),
            new(data.CafeId)
        );
}
