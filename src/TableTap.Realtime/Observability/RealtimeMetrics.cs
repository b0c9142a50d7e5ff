using System.Diagnostics.Metrics;
using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>The figures of the meter <c>TableTap.Realtime</c>. Thread-safe.</summary>
internal sealed class RealtimeMetrics : IDisposable
{
    public const string Name = "TableTap.Realtime";
    private readonly Meter _meter = new(Name);
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _catchUps;
    private readonly Counter<long> _subscriptions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;

    public RealtimeMetrics()
    {
        _connections = _meter.CreateUpDownCounter<long>(
            "tabletap.connections",
            "{connection}",
            "Open connections by user type."
        );
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

    public void Connected(Role role, int change) =>
        _connections.Add(change, new KeyValuePair<string, object?>("user_type", role));

    public void Delivered(long messages) => _delivered.Add(messages);

    public void Replayed(long messages) => _replayed.Add(messages);

    public void CaughtUp() => _catchUps.Add(1);

    public void Subscribed(int channels) =>
        _subscriptions.Add(channels, new KeyValuePair<string, object?>("direction", "in"));

    public void Unsubscribed(int channels) =>
        _subscriptions.Add(channels, new KeyValuePair<string, object?>("direction", "out"));

    public void Refused(ErrorCode code) =>
        _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Closed(CloseCode code) =>
        _closed.Add(1, new KeyValuePair<string, object?>("code", (int)code));

    public void Dispose() => _meter.Dispose();
}
