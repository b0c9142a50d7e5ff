using System.Diagnostics.Metrics;
using TableTap.Realtime.Observability;

namespace TableTap.Server.Connections;

/// <summary>What was turned away before a session began, as figures. Thread-safe.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Counter<long> _refused;

    /// <summary>Begins to count; what has not happened yet is 0 and not absent.</summary>
    /// <param name="meter">The meter of the server.</param>
    public ConnectionMetrics(Meter meter)
    {
        _refused = Instruments.Refused(meter);
        foreach (var reason in Enum.GetValues<ConnectionRefusal>())
        {
            _refused.Add(0, Reason(reason));
        }
    }

    /// <summary>Counts one that was turned away.</summary>
    /// <param name="reason">Why.</param>
    public void Refused(ConnectionRefusal reason) => _refused.Add(1, Reason(reason));

    private static KeyValuePair<string, object?> Reason(ConnectionRefusal reason) =>
        new(
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
        );
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
