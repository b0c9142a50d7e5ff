using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.State;

/// <summary>The figures of a café as they were told once.</summary>
/// <param name="Sequence">The message's place in the channel.</param>
/// <param name="At">When it was told.</param>
/// <param name="Metrics">The café's figures of the clock hour in which that was.</param>
/// <param name="Counters">The figures of each counter.</param>
internal sealed record MetricsMoment(
    [Bounds(1)] long Sequence,
    DateTimeOffset At,
    CafeMetrics Metrics,
    IReadOnlyList<CounterMetrics> Counters
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/metrics/history</c>: what <c>metrics_update</c> told.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="TimeZone">The café's time zone, in which its hours begin; a name of the IANA.</param>
/// <param name="Moments">The oldest first; before those that were asked for the one that held when they began.</param>
/// <param name="HasMore">Whether there are more; they are asked for with the last <c>sequence</c> as <c>afterSequence</c>.</param>
/// <param name="Epoch">The journal's epoch, to which the sequences belong.</param>
internal sealed record MetricsHistoryAnswer(
    [Id] string CafeId,
    string TimeZone,
    IReadOnlyList<MetricsMoment> Moments,
    bool HasMore,
    string Epoch
);
