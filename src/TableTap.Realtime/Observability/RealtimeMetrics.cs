using System.Diagnostics.Metrics;
using TableTap.Protocol.Errors;
using TableTap.Terms;

namespace TableTap.Realtime.Observability;

/// <summary>The figures of the meter <c>TableTap.Realtime</c>. Thread-safe.</summary>
internal sealed class RealtimeMetrics : IDisposable
{
    private readonly Meter _meter = new("TableTap.Realtime");
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _catchUps;
    private readonly Counter<long> _resent;
    private readonly Counter<long> _undelivered;
    private readonly Counter<long> _subscriptions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;

    public RealtimeMetrics()
    {
        _delivered = _meter.CreateCounter<long>(
            "tabletap.messages.delivered",
            "{message}",
            "Channel messages appended to an outbox on the live path."
        );
        _replayed = _meter.CreateCounter<long>(
            "tabletap.messages.replayed",
            "{message}",
            "Channel messages read from history for one connection."
        );
        _catchUps = _meter.CreateCounter<long>(
            "tabletap.catchups",
            "{catchup}",
            "Times a connection left the live path."
        );
        _resent = _meter.CreateCounter<long>(
            "tabletap.messages.resent",
            "{message}",
            "Critical messages sent again because they were not confirmed in time."
        );
        _undelivered = _meter.CreateCounter<long>(
            "tabletap.messages.undelivered",
            "{message}",
            "Critical messages that their owner did not confirm in time, all resends included."
        );
        _subscriptions = _meter.CreateCounter<long>(
            "tabletap.subscriptions",
            "{subscription}",
            "Channels subscribed and unsubscribed, by direction."
        );
        _refused = _meter.CreateCounter<long>(
            "tabletap.refused",
            "{message}",
            "What was refused, by error code."
        );
        _closed = _meter.CreateCounter<long>(
            "tabletap.closed",
            "{connection}",
            "Sockets closed by the server, by close code."
        );
    }

    /// <summary>Where the figures are, for who listens to this hub alone.</summary>
    public Meter Meter => _meter;

    /// <summary>Shows open connections by user type.</summary>
    /// <param name="counts">Asked at each reading.</param>
    public void Show(Func<IReadOnlyDictionary<Role, int>> counts) =>
        _meter.CreateObservableUpDownCounter(
            "tabletap.connections",
            () =>
                counts()
                    .Select(count => new Measurement<int>(
                        count.Value,
                        Tag("user_type", count.Key.Word)
                    )),
            "{connection}",
            "Open connections by user type."
        );

    public void Delivered(long messages) => _delivered.Add(messages);

    public void Replayed(long messages) => _replayed.Add(messages);

    public void Resent(long messages) => _resent.Add(messages);

    public void Undelivered(long messages) => _undelivered.Add(messages);

    public void CaughtUp() => _catchUps.Add(1);

    public void Subscribed(int channels) => _subscriptions.Add(channels, Tag("direction", "in"));

    public void Unsubscribed(int channels) => _subscriptions.Add(channels, Tag("direction", "out"));

    public void Refused(ErrorCode code) => _refused.Add(1, Tag("code", code.Word));

    public void Closed(CloseCode code) => _closed.Add(1, Tag("code", (int)code));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
