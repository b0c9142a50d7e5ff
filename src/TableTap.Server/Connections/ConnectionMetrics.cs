using System.Diagnostics.Metrics;

namespace TableTap.Server.Connections;

/// <summary>What was turned away before a session began, as figures of the meter <c>TableTap.Server</c>. Thread-safe.</summary>
internal sealed class ConnectionMetrics : IDisposable
{
    private readonly Meter _meter = new("TableTap.Server");
    private readonly Counter<long> _refused;

    public ConnectionMetrics() =>
        _refused = _meter.CreateCounter<long>(
            "tabletap.connections.refused",
            "{connection}",
            "Connections and handshakes turned away before a session began, by reason."
        );

    /// <summary>Where the figures are, for who listens to this server alone.</summary>
    public Meter Meter => _meter;

    /// <summary>Counts one that was turned away.</summary>
    /// <param name="reason">Why.</param>
    public void Refused(ConnectionRefusal reason) =>
        _refused.Add(
            1,
            new KeyValuePair<string, object?>(
                "reason",
                reason switch
                {
                    ConnectionRefusal.AddressFull => "address_full",
                    ConnectionRefusal.ServerFull => "server_full",
                    ConnectionRefusal.Displaced => "displaced",
                    ConnectionRefusal.NoRequest => "no_request",
                    ConnectionRefusal.Origin => "origin",
                    ConnectionRefusal.UserFull => "user_full",
                    _ => "forged_token",
                }
            )
        );

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}

/// <summary>Why somebody is turned away before a session begins.</summary>
internal enum ConnectionRefusal
{
    /// <summary>The address has all the connections that it may have.</summary>
    AddressFull,

    /// <summary>The server has all the connections that it may have.</summary>
    ServerFull,

    /// <summary>It was idle for the longest time when a new one came and there was no room.</summary>
    Displaced,

    /// <summary>No whole request came in time.</summary>
    NoRequest,

    /// <summary>It is a page of an origin that may not connect.</summary>
    Origin,

    /// <summary>Its user has all the sockets that one may have, or opened too many within a minute, and goes on although told.</summary>
    UserFull,

    /// <summary>Its address showed too many forged tokens, or none, within a minute.</summary>
    ForgedToken,
}
