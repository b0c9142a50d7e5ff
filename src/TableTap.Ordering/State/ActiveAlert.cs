using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Something that needs a manager, from firing until it is resolved; one for each category and subject.</summary>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Subject">Which counter, order, person or item it is about; empty for the café.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is the matter, as it was last announced.</param>
/// <param name="Since">When it fired.</param>
/// <param name="ToldAt">When it was last announced because of what is the matter.</param>
public sealed record ActiveAlert(
    string AlertId,
    AlertCategory Category,
    string Subject,
    AlertSeverity Severity,
    string Message,
    DateTimeOffset Since,
    DateTimeOffset ToldAt
)
{
    /// <summary>The counter it is about, if it is about one.</summary>
    public string? CounterId { get; init; }

    /// <summary>The order it is about, if it is about one.</summary>
    public string? OrderId { get; init; }

    /// <summary>The order whose own alert it is: apart from the café's limits and the end of its day, nothing but that order and time changes it. Null for an alert about the café.</summary>
    public string? OfOrder =>
        Category
            is AlertCategory.OrderOverdue
                or AlertCategory.OrderUnacknowledged
                or AlertCategory.ReadyUncollected
                or AlertCategory.OrderUnconfirmed
            ? OrderId
            : null;

    /// <summary>What was measured, in the unit of its threshold: minutes or percent.</summary>
    public double? Value { get; init; }

    /// <summary>The limit that was exceeded, in minutes or percent; null where the alert measures nothing.</summary>
    public double? Threshold { get; init; }

    /// <summary>The id of who acknowledged it; null while nobody did.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>Until when it is silent.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Where it is in its life.</summary>
    public AlertState State =>
        SnoozedUntil is not null ? AlertState.Snoozed
        : AcknowledgedBy is not null ? AlertState.Acknowledged
        : AlertState.Firing;

    /// <summary>The key of what it is about.</summary>
    public static string Key(AlertCategory category, string subject) => $"{category}|{subject}";
}

/// <summary>Something that will become an alert, or a worse one, if it lasts.</summary>
/// <param name="Category">What it is about.</param>
/// <param name="Subject">Which counter or person.</param>
/// <param name="Severity">How bad it would be.</param>
/// <param name="Since">Since when what is the matter lasts.</param>
public sealed record PendingAlert(
    AlertCategory Category,
    string Subject,
    AlertSeverity Severity,
    DateTimeOffset Since
)
{
    /// <summary>The key of what it is about.</summary>
    public static string Key(AlertCategory category, string subject, AlertSeverity severity) =>
        $"{category}|{subject}|{severity}";
}
