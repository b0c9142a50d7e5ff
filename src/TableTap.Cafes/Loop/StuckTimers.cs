using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;

namespace TableTap.Cafes.Loop;

/// <summary>Timers of a café that failed or changed nothing. They stand back for a while, so that they hold up no other. Lives on one thread.</summary>
/// <param name="time">The clock.</param>
/// <param name="deference">How long what is due of a café is left to another server; null for not at all.</param>
internal sealed class StuckTimers(TimeProvider time, Func<string, TimeSpan>? deference = null)
{
    private static readonly TimeSpan StandBack = TimeSpan.FromMinutes(1);
    private readonly Dictionary<CafeCommand, DateTimeOffset> _until = [];

    /// <summary>Those that stand back now.</summary>
    public HashSet<CafeCommand> Commands()
    {
        var now = time.GetUtcNow();
        foreach (
            var (command, _) in _until
                .Where(one => one.Value <= now || one.Value > now + StandBack)
                .ToList()
        )
        {
            _until.Remove(command);
        }

        return [.. _until.Keys];
    }

    /// <summary>Lets those stand back that came to nothing just now.</summary>
    public void Add(IEnumerable<CafeCommand> commands)
    {
        foreach (var command in commands)
        {
            _until.TryAdd(command, time.GetUtcNow() + StandBack);
        }
    }

    /// <summary>Lets the one that is due first stand back: what is due cannot be stored together, and one of it must go first.</summary>
    /// <returns>Whether something is due.</returns>
    public bool TryAddFirst(Cafe cafe)
    {
        if (CafeTimers.Next(cafe, Commands()) is { } timer && timer.At <= time.GetUtcNow())
        {
            Add([timer.Command]);
            return true;
        }

        return false;
    }

    /// <summary>When something of the café is due next: a timer, or another try of one that stands back.</summary>
    public DateTimeOffset? NextDue(Cafe cafe)
    {
        var stuck = Commands();
        var next =
            CafeTimers.Next(cafe, stuck)?.At + (deference?.Invoke(cafe.CafeId) ?? TimeSpan.Zero);
        var again = stuck.Count == 0 ? (DateTimeOffset?)null : _until.Values.Min();
        return next < again || again is null ? next : again;
    }
}
