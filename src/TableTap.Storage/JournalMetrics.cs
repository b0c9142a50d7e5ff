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
    private readonly Counter<long>? _pages = Counted(meter);

    /// <summary>A page of history was asked of the replica.</summary>
    /// <param name="end">What became of it.</param>
    public void Asked(ReplicaEnd end) => _pages?.Add(1, Result(end));

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

    private static Counter<long>? Counted(Meter? meter)
    {
        var pages = meter?.CreateCounter<long>(
            "tabletap.replica.pages",
            "{page}",
            "Pages of history asked of the database's replica, by what became of them: fresh, or read from the database for the replica was behind or failed."
        );
        foreach (var end in Enum.GetValues<ReplicaEnd>())
        {
            pages?.Add(0, Result(end));
        }

        return pages;
    }

    private static KeyValuePair<string, object?> Result(ReplicaEnd end) =>
        new(
            "result",
            end switch
            {
                ReplicaEnd.Fresh => "fresh",
                ReplicaEnd.Behind => "behind",
                _ => "failed",
            }
        );
}
