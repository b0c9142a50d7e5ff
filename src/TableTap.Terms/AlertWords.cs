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

    /// <summary>A counter is active, and nobody is at work there.</summary>
    Staffing,

    /// <summary>Paying by card does not work.</summary>
    PaymentFailures,

    /// <summary>Money that was given back has not reached the guest.</summary>
    RefundPending,

    /// <summary>Open orders contain what is out.</summary>
    ItemUnavailable,

    /// <summary>An order in cash waits for somebody who confirms it.</summary>
    OrderUnconfirmed,

    /// <summary>The café takes more orders than it can make, or none.</summary>
    Intake,

    /// <summary>History was cut off before its time.</summary>
    HistoryTrimmed,
}

/// <summary>How urgently an alert needs somebody.</summary>
[JsonConverter(typeof(WireEnum<AlertSeverity>))]
public enum AlertSeverity
{
    /// <summary>Somebody should check it when there is time.</summary>
    Warning,

    /// <summary>Somebody must act on it at once.</summary>
    Critical,
}

/// <summary>Where an alert is in its life.</summary>
[JsonConverter(typeof(WireEnum<AlertState>))]
public enum AlertState
{
    /// <summary>Nobody has acknowledged the alert yet.</summary>
    Firing,

    /// <summary>Somebody has acknowledged the alert and takes care of it.</summary>
    Acknowledged,

    /// <summary>The alert is silent for a while.</summary>
    Snoozed,
}
