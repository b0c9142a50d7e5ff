using System.Text.Json.Serialization;

namespace TableTap.Cafes.Maintenance;

/// <summary>A maintenance that is announced and not over, as it is kept: the names of its fields are in journals.</summary>
/// <param name="MaintenanceId">The id of its announcement.</param>
/// <param name="Message">What is said.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it is over; null for when somebody says so.</param>
internal sealed record MaintenanceWindow(
    string MaintenanceId,
    string Message,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt
)
{
    /// <summary>Whether its beginning was told.</summary>
    [JsonIgnore]
    public bool HasStarted { get; init; }

    /// <summary>When the clock has something to tell of it; null for never.</summary>
    [JsonIgnore]
    public DateTimeOffset? DueAt => HasStarted ? EndsAt : StartsAt;
}

/// <summary>The source-generated JSON of what is kept of maintenance.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MaintenanceWindow))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
