using System.Diagnostics.Metrics;

namespace TableTap.Server.Push;

/// <summary>What became of notifications. Thread-safe.</summary>
internal sealed class PushMetrics
{
    private static readonly string[] Results = ["told", "gone", "refused", "failed"];
    private readonly Counter<long> _sent;

    /// <summary>Begins to count; what has not happened yet is 0 and not absent.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="waiting">How many phones are to be told.</param>
    public PushMetrics(Meter meter, Func<int> waiting)
    {
        _sent = meter.CreateCounter<long>(
            "tabletap.push.sent",
            "{notification}",
            "Notifications to phones, by what the push service made of them: told, gone (the subscription is over), refused for good, failed (it is tried again)."
        );
        foreach (var result in Results)
        {
            Add(result, 0);
        }

        meter.CreateObservableUpDownCounter<int>(
            "tabletap.push.subscriptions",
            waiting,
            "{subscription}",
            "Orders of which a phone is to be told that they are ready."
        );
    }

    /// <summary>A push service was asked.</summary>
    /// <param name="outcome">What came of it.</param>
    public void Count(PushOutcome outcome) =>
        Add(
            outcome.IsTold ? "told"
                : outcome.IsGone ? "gone"
                : outcome.Error is null ? "refused"
                : "failed",
            1
        );

    private void Add(string result, long count) =>
        _sent.Add(count, new KeyValuePair<string, object?>("result", result));
}
