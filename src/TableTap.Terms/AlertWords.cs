using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>What an alert is about: the rows of the table in docs/protocol.md §6.</summary>
[JsonConverter(typeof(WireEnum<AlertCategory>))]
public enum AlertCategory
{
    /// <summary>Guests wait long at a counter.</summary>
    QueueLength,

    /// <summary>An order takes far longer than was quoted.</summary>
    OrderOverdue,

    /// <summary>Nobody at the counter has seen a ticket.</summary>
    OrderUnacknowledged,

    /// <summary>An order waits for its guest.</summary>
    ReadyUncollected,

    /// <summary>A counter is down that is needed.</summary>
    CounterUnavailable,

    /// <summary>A counter has no live screen.</summary>
    DisplayOffline,

    /// <summary>Somebody is missing.</summary>
    Staffing,

    /// <summary>Paying by card does not work.</summary>
    PaymentFailures,

    /// <summary>Open orders contain what is out.</summary>
    ItemUnavailable,

    /// <summary>The café takes more orders than it can make, or none.</summary>
    Intake,

    /// <summary>History was cut off before its time.</summary>
    HistoryTrimmed,
}

/// <summary>How bad it is.</summary>
[JsonConverter(typeof(WireEnum<AlertSeverity>))]
public enum AlertSeverity
{
    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>Somebody must act.</summary>
    Critical,
}

/// <summary>Where an alert is in its life.</summary>
[JsonConverter(typeof(WireEnum<AlertState>))]
public enum AlertState
{
    /// <summary>Nobody looks after it.</summary>
    Firing,

    /// <summary>Somebody does.</summary>
    Acknowledged,

    /// <summary>It is silent for a while.</summary>
    Snoozed,
}
