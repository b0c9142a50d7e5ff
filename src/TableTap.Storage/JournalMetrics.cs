using System.Diagnostics.Metrics;
using TableTap.Realtime.Observability;

namespace TableTap.Storage;

/// <summary>The journal's figures. Thread-safe.</summary>
/// <param name="meter">Where they go; null for nowhere.</param>
internal sealed class JournalMetrics(Meter? meter)
{
    private readonly Histogram<double>? _commit = meter?.CreateHistogram(
        "tabletap.commit",
        "s",
        "How long a commit took, from the begin of its transaction until it was durable; one commit takes what several cafés decided.",
        tags: null,
        Instruments.Durations
    );

    /// <summary>A commit is durable.</summary>
    /// <param name="time">How long it took.</param>
    public void Committed(TimeSpan time) => _commit?.Record(time.TotalSeconds);
}
