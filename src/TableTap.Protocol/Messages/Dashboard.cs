using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>How often an item was ordered.</summary>
public sealed record ItemCount(string Name, int Count);

/// <summary>The window's figures; times in minutes, rates from 0 to 1 (section 6).</summary>
public sealed record CafeMetrics(
    int OrdersReceived,
    int OrdersCompleted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? AverageWaitTime,
    Amount Revenue,
    IReadOnlyList<ItemCount> TopItems,
    double? WaitTimeP50 = null,
    double? WaitTimeP90 = null,
    double? OnTimeRate = null,
    double? QuoteAccuracy = null
);

/// <summary>A counter's figures; times in minutes (section 6).</summary>
public sealed record CounterMetrics(
    string CounterId,
    string Name,
    int QueueLength,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? AverageTime,
    CounterStatus Status
);

/// <summary><c>metrics_update</c> (document, "Real-time Analytics").</summary>
public sealed record MetricsUpdate(
    string Period,
    CafeMetrics Metrics,
    IReadOnlyList<CounterMetrics> Counters
);

/// <summary><c>alert</c> (document, "Alert notifications"; section 6).</summary>
public sealed record Alert(
    string AlertId,
    AlertSeverity Severity,
    AlertCategory Category,
    string Message,
    AlertState State,
    DateTimeOffset Since,
    IReadOnlyList<string> SuggestedActions,
    string? CounterId = null,
    string? OrderId = null,
    double? CurrentWaitTime = null,
    double? Threshold = null,
    string? AcknowledgedBy = null,
    DateTimeOffset? SnoozedUntil = null
);

/// <summary><c>alert_resolved</c> (section 2).</summary>
public sealed record AlertResolved(
    string AlertId,
    AlertCategory Category,
    DateTimeOffset ResolvedAt
);
