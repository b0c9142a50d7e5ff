using TableTap.Protocol;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// <c>announcement_publish</c> to <c>system:maintenance</c>: an administrator's notice to everybody, told as
/// <c>maintenance_scheduled</c> there and in every café (section 3).
/// </summary>
internal static class MaintenanceNotice
{
    /// <summary>What of the notice is refused; null where it may go out.</summary>
    public static ErrorBody? Check(
        AnnouncementPublish command,
        Identity sender,
        DateTimeOffset now
    ) =>
        sender.Role != Role.Admin
            ? new(
                ErrorCode.InsufficientPermissions,
                "Only an administrator announces maintenance",
                RequiredRole: Role.Admin
            )
        : command.ExpiresAt <= now ? Refusals.Invalid([new("expiresAt", "must be in the future")])
        : null;

    /// <summary>Writes the messages.</summary>
    /// <param name="pad">Where they go.</param>
    /// <param name="maintenanceId">The notice's id.</param>
    /// <param name="command">What is said, and until when it holds.</param>
    /// <param name="cafes">Every café.</param>
    /// <param name="now">When it is said.</param>
    public static void Tell(
        MessagePad pad,
        string maintenanceId,
        AnnouncementPublish command,
        IEnumerable<string> cafes,
        DateTimeOffset now
    ) =>
        pad.Write(
            "maintenance_scheduled",
            now,
            new Maintenance(maintenanceId, now, command.ExpiresAt, command.Message.Trim()),
            [
                ChannelName.SystemMaintenance,
                .. cafes.SelectMany(cafe =>
                    new[]
                    {
                        ChannelName.Of(ChannelKinds.CafeGeneral, cafe),
                        ChannelName.Of(ChannelKinds.CafeStaff, cafe),
                    }
                ),
            ]
        );
}
