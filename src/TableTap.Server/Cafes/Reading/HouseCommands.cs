using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>Commands on the café itself, from the wire to the café (section 4).</summary>
internal static class HouseCommands
{
    public static (CafeCommand, CommandTarget) Read(Protocol.CounterStatusUpdate data) =>
        (
            new CounterStatusUpdate(
                data.CounterId,
                data.Status.Inner(),
                data.Reason,
                data.EstimatedDowntime is { } minutes ? TimeSpan.FromMinutes(minutes) : null
            ),
            new(CounterId: data.CounterId)
        );

    public static (CafeCommand, CommandTarget) Read(Protocol.ItemAvailabilityUpdate data) =>
        (
            new ItemAvailabilityUpdate(
                data.ItemId,
                data.Customization,
                data.Available,
                data.CounterId
            ),
            new(data.CafeId, CounterId: data.CounterId)
        );

    public static (CafeCommand, CommandTarget) Read(Protocol.IntakeUpdate data) =>
        (
            new IntakeUpdate(
                data.Mode == Protocol.IntakeMode.Paused ? IntakeMode.Paused : IntakeMode.Normal,
                data.Until,
                data.Reason
            ),
            new(data.CafeId)
        );

    public static (CafeCommand, CommandTarget) Read(Protocol.OrdersSettle data) =>
        (new OrdersSettle(data.Status.Inner(), data.Reason), new(data.CafeId));

    public static (CafeCommand, CommandTarget) Read(Protocol.AlertAcknowledge data) =>
        (new AlertAcknowledge(data.AlertId), new(data.CafeId));

    public static (CafeCommand, CommandTarget) Read(Protocol.AlertSnooze data) =>
        (new AlertSnooze(data.AlertId, data.Until), new(data.CafeId));

    public static (CafeCommand, CommandTarget) Read(Protocol.AnnouncementPublish data) =>
        (new AnnouncementPublish(data.Audience, data.Message, data.ExpiresAt), new(data.CafeId));
}
