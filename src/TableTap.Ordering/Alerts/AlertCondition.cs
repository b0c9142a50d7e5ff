using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>One thing that a row of the alert table checks, as it is now and as time alone will change it.</summary>
/// <param name="Subject">Which counter, order, person or item; empty for the café.</param>
/// <param name="Message">What is the matter, as a manager reads it.</param>
internal readonly record struct AlertCondition(string Subject, string Message)
{
    /// <summary>From when on it warns; null while nothing else changes: never.</summary>
    public DateTimeOffset? WarningAt { get; init; }

    /// <summary>From when on it is critical; null while nothing else changes: never.</summary>
    public DateTimeOffset? CriticalAt { get; init; }

    /// <summary>Whether an alert stays that is there, though none would fire.</summary>
    public bool Keeps { get; init; }

    /// <summary>Whether an alert fires at once, whatever its row waits for.</summary>
    public bool AtOnce { get; init; }

    /// <summary>When time alone may change it otherwise.</summary>
    public DateTimeOffset? EvaluateAt { get; init; }

    /// <summary>The counter it is about.</summary>
    public string? CounterId { get; init; }

    /// <summary>The order it is about.</summary>
    public string? OrderId { get; init; }

    /// <summary>What was measured, in the unit of the row's thresholds.</summary>
    public double? Value { get; init; }

    /// <summary>Whether it is so bad at an instant.</summary>
    public bool Is(AlertSeverity severity, DateTimeOffset now) =>
        (severity == AlertSeverity.Warning ? WarningAt : CriticalAt) <= now;
}

/// <summary>What a row compares what it measures with.</summary>
/// <param name="Warning">Beyond this it warns.</param>
/// <param name="Critical">Beyond this it is critical.</param>
/// <param name="Clears">Below this it is over.</param>
internal readonly record struct AlertThresholds(
    double? Warning = null,
    double? Critical = null,
    double? Clears = null
)
{
    /// <summary>The threshold of a severity.</summary>
    public double? Of(AlertSeverity severity) =>
        severity == AlertSeverity.Warning ? Warning : Critical;
}

/// <summary>How long something lasts before it is an alert.</summary>
/// <param name="Warning">Before it warns.</param>
/// <param name="Critical">Before it is critical.</param>
internal readonly record struct AlertHoldTime(TimeSpan Warning, TimeSpan Critical)
{
    /// <summary>The time of a severity.</summary>
    public TimeSpan Of(AlertSeverity severity) =>
        severity == AlertSeverity.Warning ? Warning : Critical;
}

/// <summary>A café at an instant, and what it is compared with.</summary>
/// <param name="Cafe">The café as it is at that instant.</param>
/// <param name="Now">The instant of the comparison.</param>
/// <param name="Limits">The row's thresholds.</param>
internal readonly record struct AlertContext(Cafe Cafe, DateTimeOffset Now, AlertThresholds Limits);
