using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Something of the alert table began to be so; an alert if it lasts.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Subject">Which counter or person.</param>
/// <param name="Severity">How bad it would be.</param>
public sealed record AlertPendingFact(
    DateTimeOffset At,
    AlertCategory Category,
    string Subject,
    AlertSeverity Severity
) : WatchFact(At);

/// <summary>What could have become an alert did not last.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Category">What it was about.</param>
/// <param name="Subject">Which counter or person.</param>
/// <param name="Severity">How bad it would have been.</param>
public sealed record AlertPassedFact(
    DateTimeOffset At,
    AlertCategory Category,
    string Subject,
    AlertSeverity Severity
) : WatchFact(At);

/// <summary>An alert fires: something needs a manager.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The alert's id.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Subject">Which counter, order, person or item it is about; empty for the café.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="CounterId">The counter it is about, if it is about one.</param>
/// <param name="OrderId">The order it is about, if it is about one.</param>
/// <param name="Value">What was measured, in the unit of the threshold.</param>
/// <param name="Threshold">What was exceeded: minutes or percent.</param>
public sealed record AlertFiredFact(
    DateTimeOffset At,
    string AlertId,
    AlertCategory Category,
    string Subject,
    AlertSeverity Severity,
    string Message,
    string? CounterId,
    string? OrderId,
    double? Value,
    double? Threshold
) : WatchFact(At);

/// <summary>Something that is known to an alert already.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
public abstract record AlertFact(DateTimeOffset At, string AlertId) : WatchFact(At);

/// <summary>The alert got worse, and whoever took care of it has to check again.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Severity">How bad it is now.</param>
/// <param name="Message">What is the matter now.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What was exceeded.</param>
public sealed record AlertEscalatedFact(
    DateTimeOffset At,
    string AlertId,
    AlertSeverity Severity,
    string Message,
    double? Value,
    double? Threshold
) : AlertFact(At, AlertId);

/// <summary>It got better, but is not over.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Severity">How bad it is now.</param>
/// <param name="Message">What is the matter now.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What is exceeded.</param>
public sealed record AlertEasedFact(
    DateTimeOffset At,
    string AlertId,
    AlertSeverity Severity,
    string Message,
    double? Value,
    double? Threshold
) : AlertFact(At, AlertId);

/// <summary>The alert is announced again: nobody takes care of it, or its silence is over.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Message">What is the matter now.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What is exceeded.</param>
public sealed record AlertRepeatedFact(
    DateTimeOffset At,
    string AlertId,
    string Message,
    double? Value,
    double? Threshold
) : AlertFact(At, AlertId);

/// <summary>Somebody acknowledged the alert and takes care of it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="By">The id of who did it.</param>
public sealed record AlertAcknowledgedFact(DateTimeOffset At, string AlertId, string By)
    : AlertFact(At, AlertId);

/// <summary>Somebody wants it silent for a while.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Until">Until when it is silent.</param>
/// <param name="By">The id of who did it.</param>
public sealed record AlertSnoozedFact(
    DateTimeOffset At,
    string AlertId,
    DateTimeOffset Until,
    string By
) : AlertFact(At, AlertId);

/// <summary>What the alert was about is over.</summary>
/// <param name="At">When it happened.</param>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Category">What it was about.</param>
public sealed record AlertResolvedFact(DateTimeOffset At, string AlertId, AlertCategory Category)
    : AlertFact(At, AlertId);
