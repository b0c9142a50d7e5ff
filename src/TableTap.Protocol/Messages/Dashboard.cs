using System.Text.Json.Serialization;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>How often an item was ordered.</summary>
public sealed record ItemCount(string Name, [Bounds(0)] int Count);

/// <summary>The window's figures; times in minutes, rates from 0 to 1 (section 6).</summary>
public sealed record CafeMetrics(
    [Bounds(0)] int OrdersReceived,
    [Bounds(0)] int OrdersCompleted,
    [Bounds(0)]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        double? AverageWaitTime,
    Money Revenue,
    [Count(0, 5)] IReadOnlyList<ItemCount> TopItems,
    [Bounds(0)] double? WaitTimeP50 = null,
    [Bounds(0)] double? WaitTimeP90 = null,
    [Bounds(0, 1)] double? OnTimeRate = null,
    [Bounds(0, 1)] double? QuoteAccuracy = null
);

/// <summary>A counter's figures; times in minutes (section 6).</summary>
public sealed record CounterMetrics(
    [Id] string CounterId,
    string Name,
    [Bounds(0)] int QueueLength,
    [Bounds(0)] [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? AverageTime,
    CounterStatus Status
);

/// <summary><c>metrics_update</c>: the figures of a café and its counters (section 6).</summary>
public sealed record MetricsUpdate(
    string Period,
    CafeMetrics Metrics,
    IReadOnlyList<CounterMetrics> Counters
);

/// <summary><c>alert</c>: something that a manager should look at, as it stands now (section 6).</summary>
public sealed record Alert(
    [Id] string AlertId,
    AlertSeverity Severity,
    AlertCategory Category,
    string Message,
    AlertState State,
    DateTimeOffset Since,
    IReadOnlyList<string> SuggestedActions,
    [Id] string? CounterId = null,
    [Id] string? OrderId = null,
    double? CurrentWaitTime = null,
    double? Threshold = null,
    [Id] string? AcknowledgedBy = null,
    DateTimeOffset? SnoozedUntil = null
);

/// <summary><c>alert_resolved</c>: what the alert was about is over (section 6).</summary>
public sealed record AlertResolved(
    [Id] string AlertId,
    AlertCategory Category,
    DateTimeOffset ResolvedAt
);
