using System.Diagnostics.Metrics;
using TableTap.Realtime.Observability;

namespace TableTap.Server.Probing;

/// <summary>What probes measured. Thread-safe.</summary>
internal sealed class ProbeMetrics
{
    private readonly Histogram<double> _time;
    private readonly Counter<long> _failed;

    /// <summary>Begins to count; what has not happened yet is 0 and not absent.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="target">A probe that takes longer is late.</param>
    public ProbeMetrics(Meter meter, TimeSpan target)
    {
        Objective = new(target);
        _time = meter.CreateHistogram(
            "tabletap.probe",
            "s",
            "From handing a probe's message to the journal until the server's own client had received it over its socket.",
            tags: null,
            Instruments.Durations
        );
        _failed = meter.CreateCounter<long>(
            "tabletap.probe.failed",
            "{probe}",
            "What went wrong with probes, by reason: not_connected, not_stored and not_received in time; lost, doubled and reordered numbers."
        );
        foreach (var reason in Enum.GetValues<ProbeFailure>())
        {
            _failed.Add(0, Reason(reason));
        }
    }

    /// <summary>Probes, counted against the objective of delivery.</summary>
    public ObjectiveCount Objective { get; }

    /// <summary>A probe came back.</summary>
    /// <param name="time">How long it took.</param>
    public void Received(TimeSpan time)
    {
        _time.Record(time.TotalSeconds);
        Objective.Add(1, Objective.IsLate(time) ? 1 : 0);
    }

    /// <summary>A probe did not come back, or a number of its channel was not the next one.</summary>
    /// <param name="reason">What is wrong.</param>
    public void Failed(ProbeFailure reason)
    {
        _failed.Add(1, Reason(reason));
        Objective.Add(1, 1);
    }

    private static KeyValuePair<string, object?> Reason(ProbeFailure reason) =>
        new("reason", reason.Word);
}
