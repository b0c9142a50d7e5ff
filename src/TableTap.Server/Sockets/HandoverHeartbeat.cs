using Microsoft.AspNetCore.Connections.Features;

namespace TableTap.Server.Sockets;

/// <summary>
/// The heartbeat of a connection as HTTP hears it: the connection's own would hold whoever listens until it is closed. Thread-safe.
/// </summary>
internal sealed class HandoverHeartbeat : IConnectionHeartbeatFeature
{
    private volatile Action? _listeners;

    /// <inheritdoc />
    public void OnHeartbeat(Action<object> action, object state) =>
        _listeners += () => action(state);

    /// <summary>Passes a beat on.</summary>
    public void Beat() => _listeners?.Invoke();

    /// <summary>Nobody listens any more.</summary>
    public void End() => _listeners = null;
}
