using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;

namespace TableTap.Cafes.Loop;

/// <summary>
/// Tells permissions which counters, staff and covers a café has. What a commit takes from somebody is taken before it, because its
/// own messages are heard as soon as it is durable; what it gives is given after it. What another server's commit took is taken though the
/// loop does not know of it yet. One for each loop. Thread-safe.
/// </summary>
/// <param name="changed">Told of each change.</param>
internal sealed class ScopeAnnouncer(Action<CafeScope> changed)
{
    private readonly Lock _gate = new();
    private readonly BreakStarts _breaks = new();
    private CafeScope? _told;
    private Cafe? _whole;
    private long _version;

    // The café as another server left it, while the loop is not so far: nobody gets more than it gives them, whatever the loop tells.
    private Cafe? _elsewhere;

    /// <summary>A commit is tried that would make this of the café: whom it takes something has it no longer.</summary>
    /// <param name="committed">The café as it is.</param>
    /// <param name="next">The café as it would be.</param>
    public void Withdraw(Cafe committed, Cafe next)
    {
        lock (_gate)
        {
            if (Differ(committed, next))
            {
                _whole = null;
                Tell(_told!.Within(DirectoryEntry.Of(next, _breaks.Known(next))));
            }
        }
    }

    /// <summary>Another server left the café like this: whom it took something has it no longer. What it gave, the loop gives.</summary>
    /// <param name="cafe">The café as the journal has it.</param>
    public void Limit(Cafe cafe)
    {
        lock (_gate)
        {
            if (cafe.Version > Math.Max(_version, _elsewhere?.Version ?? 0))
            {
                (_elsewhere, _whole) = (cafe, null);
                Tell(_told!);
            }
        }
    }

    /// <summary>The commit failed, and nothing of it was written: what was taken for it is given back.</summary>
    /// <param name="committed">The café as it is.</param>
    public void GiveBack(Cafe committed)
    {
        lock (_gate)
        {
            // As it is with nearly every commit: all that it has was told already.
            if (_whole is null || Differ(_whole, committed))
            {
                Tell(DirectoryEntry.Of(committed, _breaks.Known(committed)));
                _whole = committed;
            }
        }
    }

    /// <summary>The café is this now.</summary>
    /// <param name="before">The café that was told before; null for none.</param>
    /// <param name="cafe">The café as committed.</param>
    /// <param name="position">A commit position that it reaches, or a later one.</param>
    public void Adopt(Cafe? before, Cafe cafe, long position)
    {
        lock (_gate)
        {
            _version = cafe.Version;
            if (_elsewhere is { } further && further.Version <= _version)
            {
                (_elsewhere, _whole) = (null, null);
            }

            if (before is null || Differ(before, cafe))
            {
                Tell(DirectoryEntry.Of(cafe, _breaks.Update(cafe, position)));
                _whole = cafe;
            }
            else
            {
                GiveBack(cafe);
            }
        }
    }

    private void Tell(CafeScope scope)
    {
        if (_elsewhere is { } further)
        {
            scope = scope.Within(DirectoryEntry.Of(further, _breaks.Known(further)));
        }

        if (
            _told is null
            || !ReferenceEquals(_told.Within(scope), _told)
            || !ReferenceEquals(scope.Within(_told), scope)
        )
        {
            changed(_told = scope);
        }
    }

    private static bool Differ(Cafe one, Cafe other) =>
        !ReferenceEquals(one.Profile, other.Profile)
        || !ReferenceEquals(one.Shifts.Items, other.Shifts.Items);
}
