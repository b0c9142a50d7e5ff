using System.Collections.Concurrent;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>The sessions that live. Thread-safe.</summary>
internal sealed class SessionRegistry
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Session> _sessions = new();
    private volatile bool _draining;

    /// <summary>Whether nobody is let in any more.</summary>
    public bool IsDraining => _draining;

    /// <summary>The sessions of this moment.</summary>
    public IEnumerable<Session> All => _sessions.Select(entry => entry.Value);

    /// <summary>Adds a session, unless the server drains.</summary>
    public bool TryAdd(Session session)
    {
        lock (_gate)
        {
            return !_draining && _sessions.TryAdd(session.Id, session);
        }
    }

    public void Remove(Session session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>Lets clients in again.</summary>
    public void EndDrain()
    {
        lock (_gate)
        {
            _draining = false;
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Who is in.</returns>
    public IReadOnlyList<Session> BeginDrain()
    {
        lock (_gate)
        {
            _draining = true;
            return [.. All];
        }
    }
}
