using System.Diagnostics;
using System.Diagnostics.Metrics;
using TableTap.Realtime.Journal;
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
    /// <param name="messages">What it told; the first one that belongs to a trace lends its name to the figure.</param>
    public void Committed(TimeSpan time, IReadOnlyList<StoredMessage> messages)
    {
        if (_commit is not { Enabled: true })
        {
            return;
        }

        // The writer writes for many: whatever span it was started in is not that of this commit.
        var around = Activity.Current;
        Activity.Current = messages
            .FirstOrDefault(message => message.Trace is not null)
            ?.Trace?.Command;
        _commit.Record(time.TotalSeconds);
        Activity.Current = around;
    }
}
