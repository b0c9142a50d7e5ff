using System.Diagnostics.Metrics;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Realtime.Observability;

/// <summary>
/// The figures of sessions and delivery. The values of every label are a closed set: nothing that a client sends becomes one. What is
/// recorded for each delivery allocates nothing. Thread-safe.
/// </summary>
internal sealed class RealtimeMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> In = new("direction", "in");
    private static readonly KeyValuePair<string, object?> Out = new("direction", "out");

    private readonly bool _isOwner;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _catchUps;
    private readonly Counter<long> _resent;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _subscriptions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;
    private readonly Histogram<double> _delivery;
    private readonly Histogram<long> _connection;
    private long _received;
    private long _sent;

    /// <summary>Makes the instruments of a hub.</summary>
    /// <param name="meter">The meter of the whole server; null for one of this hub's own.</param>
    /// <param name="deliveries">Counts deliveries against their objective; null for the objective of the defaults.</param>
    public RealtimeMetrics(Meter? meter = null, ObjectiveCount? deliveries = null)
    {
        Deliveries = deliveries ?? new(new DeliveryOptions().Target);
        (_isOwner, Meter) = (meter is null, meter ?? new(Instruments.MeterName));
        _delivered = Meter.CreateCounter<long>(
            "tabletap.messages.delivered",
            "{message}",
            "Channel messages appended to an outbox on the live path."
        );
        _replayed = Meter.CreateCounter<long>(
            "tabletap.messages.replayed",
            "{message}",
            "Channel messages read from history for one connection."
        );
        _catchUps = Meter.CreateCounter<long>(
            "tabletap.catchups",
            "{catchup}",
            "Times a connection left the live path."
        );
        _resent = Meter.CreateCounter<long>(
            "tabletap.messages.resent",
            "{message}",
            "Critical messages sent again because they were not confirmed in time."
        );
        _failed = Meter.CreateCounter<long>(
            "tabletap.delivery.failed",
            "{message}",
            "Channel messages that a connection should have got and did not get from it, by reason."
        );
        _subscriptions = Meter.CreateCounter<long>(
            "tabletap.subscriptions",
            "{subscription}",
            "Channels subscribed (in) and unsubscribed (out), by direction."
        );
        _refused = Instruments.Refused(Meter);
        _closed = Meter.CreateCounter<long>(
            "tabletap.closed",
            "{connection}",
            "Sockets closed by the server, by close code."
        );
        _delivery = Meter.CreateHistogram(
            "tabletap.delivery",
            "s",
            "From the commit of a message until its last byte was handed to the socket of a reader on the live path.",
            tags: null,
            Instruments.Durations
        );
        _connection = Meter.CreateHistogram(
            "tabletap.connection",
            "By",
            "Bytes of one connection from its beginning to its end, by direction.",
            tags: null,
            Instruments.Bytes
        );
        Meter.CreateObservableCounter<long>(
            "tabletap.bytes",
            () => [new(Interlocked.Read(ref _received), In), new(Interlocked.Read(ref _sent), Out)],
            "By",
            "Bytes received from and handed to connections, without TLS, by direction."
        );
        Begin();
    }

    /// <summary>Where the figures are, for who listens to this hub alone.</summary>
    public Meter Meter { get; }

    /// <summary>Deliveries of the live path, counted against their objective while anybody wants to know how long they take.</summary>
    public ObjectiveCount Deliveries { get; }

    /// <summary>Whether anybody wants to know how long a delivery takes.</summary>
    public bool TimesDelivery => _delivery.Enabled;

    /// <summary>Shows what is asked for at each reading.</summary>
    /// <param name="counts">Open connections by user type.</param>
    /// <param name="waiting">Bytes that wait in all outboxes.</param>
    public void Show(Func<IReadOnlyDictionary<Role, int>> counts, Func<long> waiting)
    {
        Meter.CreateObservableUpDownCounter(
            "tabletap.connections",
            () =>
                counts()
                    .Select(count => new Measurement<int>(
                        count.Value,
                        new KeyValuePair<string, object?>("role", count.Key.Word)
                    )),
            "{connection}",
            "Open connections by user type."
        );
        Meter.CreateObservableUpDownCounter(
            "tabletap.outbox",
            waiting,
            "By",
            "Bytes that wait to be written, over all connections."
        );
    }

    public void Delivered(long messages) => _delivered.Add(messages);

    /// <summary>A reader got a message of the live path.</summary>
    /// <param name="time">Since its commit.</param>
    public void DeliveredAfter(TimeSpan time) => _delivery.Record(time.TotalSeconds);

    public void DeliveryFailed(DeliveryFailure reason, long messages)
    {
        if (messages > 0)
        {
            _failed.Add(messages, Reason(reason));
        }
    }

    public void Replayed(long messages) => _replayed.Add(messages);

    public void Resent(long messages) => _resent.Add(messages);

    public void CaughtUp() => _catchUps.Add(1);

    public void Subscribed(int channels) => _subscriptions.Add(channels, In);

    public void Unsubscribed(int channels) => _subscriptions.Add(channels, Out);

    public void Refused(ErrorCode code) => _refused.Add(1, Reason(code));

    public void Closed(CloseCode code) => _closed.Add(1, Code(code));

    /// <summary>Bytes came from a connection.</summary>
    public void Received(int bytes) => Interlocked.Add(ref _received, bytes);

    /// <summary>Bytes were handed to a connection.</summary>
    public void Sent(int bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>A connection is over.</summary>
    /// <param name="received">Bytes that came; null where its client could send none.</param>
    /// <param name="sent">Bytes that it was handed.</param>
    public void Ended(long? received, long sent)
    {
        if (received is { } bytes)
        {
            _connection.Record(bytes, In);
        }

        _connection.Record(sent, Out);
    }

    public void Dispose()
    {
        if (_isOwner)
        {
            Meter.Dispose();
        }
    }

    // What has not happened yet is 0 and not absent, so that a rate of it can be asked for from the first time on.
    private void Begin()
    {
        foreach (var counter in (Counter<long>[])[_delivered, _replayed, _catchUps, _resent])
        {
            counter.Add(0);
        }

        foreach (var reason in Enum.GetValues<DeliveryFailure>())
        {
            _failed.Add(0, Reason(reason));
        }

        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            _refused.Add(0, Reason(code));
        }

        foreach (var code in Enum.GetValues<CloseCode>())
        {
            _closed.Add(0, Code(code));
        }

        _subscriptions.Add(0, In);
        _subscriptions.Add(0, Out);
    }

    private static KeyValuePair<string, object?> Reason(ErrorCode code) => new("reason", code.Word);

    private static KeyValuePair<string, object?> Reason(DeliveryFailure reason) =>
        new(
            "reason",
            reason switch
            {
                DeliveryFailure.ConnectionLost => "connection_lost",
                DeliveryFailure.Closed => "closed",
                DeliveryFailure.Unconfirmed => "unconfirmed",
                _ => "fault",
            }
        );

    private static KeyValuePair<string, object?> Code(CloseCode code) => new("code", (int)code);
}
