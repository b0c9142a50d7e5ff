using System.Collections.Immutable;

namespace TableTap.Realtime.Authentication;

/// <summary>
/// Which cafés, counters and staff exist; told by the cafés themselves, asked by permissions. Live subscriptions follow
/// each change. Thread-safe.
/// </summary>
public sealed class CafeDirectory
{
    private readonly Lock _gate = new();
    private volatile CafeMap _current = CafeMap.Empty;

    private Action<string>? _changed;

    /// <summary>What is known now.</summary>
    internal CafeMap Current => _current;

    /// <summary>Whether one of a caller's cafés exists; the server's administrators need none.</summary>
    internal bool KnowsCafeOf(Identity caller) =>
        caller.IsServerAdministrator || caller.IsProbe || caller.Cafes.Any(_current.Knows);

    /// <summary>Adds somebody to be told of each change, with the café's id, before the changing call returns.</summary>
    internal void Watch(Action<string> watcher) => _changed += watcher;

    /// <summary>Tells of a café, new or changed; when it returns, no forbidden subscription is served any more.</summary>
    /// <param name="scope">The café as it is now.</param>
    public void Set(CafeScope scope)
    {
        lock (_gate)
        {
            _current = _current.With(scope);
        }

        _changed?.Invoke(scope.CafeId);
    }
}
