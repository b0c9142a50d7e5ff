using System.Text.Json;
using TableTap.Cafes.Announcements;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Maintenance;

/// <summary>Something that happens to a maintenance: it is a fact of the server's stream, and everybody hears of it (section 3).</summary>
/// <param name="Type">What happens; also the type of the message.</param>
/// <param name="Window">The maintenance as it is told from then on.</param>
internal sealed record MaintenanceStep(string Type, MaintenanceWindow Window)
{
    /// <summary>The maintenance was announced, or announced anew.</summary>
    public const string Scheduled = "maintenance_scheduled";

    /// <summary>The maintenance began at its time.</summary>
    public const string Started = "maintenance_started";

    /// <summary>The maintenance is over, or was called off.</summary>
    public const string Ended = "maintenance_ended";

    /// <summary>The step of a stored fact.</summary>
    public static MaintenanceStep Of(StoredFact fact) =>
        new(
            fact.Type,
            JsonSerializer.Deserialize(fact.Data.Span, MaintenanceJson.Default.MaintenanceWindow)!
        );

    /// <summary>The fact to store.</summary>
    /// <param name="now">When it happens.</param>
    public NewFact ToFact(DateTimeOffset now) =>
        new(
            Type,
            JsonSerializer.SerializeToUtf8Bytes(Window, MaintenanceJson.Default.MaintenanceWindow),
            now
        );

    /// <summary>Tells everybody: on the channel of maintenance and in every café.</summary>
    /// <param name="messages">Where the messages go.</param>
    /// <param name="cafes">The ids of all cafés.</param>
    /// <param name="now">When it is said.</param>
    public void Announce(MessageBatch messages, IEnumerable<string> cafes, DateTimeOffset now) =>
        messages.Write(
            Type,
            now,
            new Protocol.Messages.Maintenance(
                Window.MaintenanceId,
                Window.StartsAt,
                Window.EndsAt,
                Window.Message
            ),
            [
                ChannelName.SystemMaintenance,
                .. cafes
                    .Order(StringComparer.Ordinal)
                    .SelectMany(cafe =>
                        new[]
                        {
                            ChannelName.Of(ChannelKinds.CafeGeneral, cafe),
                            ChannelName.Of(ChannelKinds.CafeStaff, cafe),
                        }
                    ),
            ]
        );
}
