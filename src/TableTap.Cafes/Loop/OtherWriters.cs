using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// What other servers write to the café of a loop: conflicts with it, and how far they are known to have come. Lives on the loop's thread,
/// but for what says otherwise.
/// </summary>
/// <param name="tools">What the loop works with.</param>
/// <param name="answers">The answers that others gave.</param>
internal sealed class OtherWriters(LoopServices tools, AnswersElsewhere answers)
{
    // A server that reads what the other wrote is always a little behind one that does not have to: it loses most of the time, but not all.
    private const int MaxAttempts = 128;

    // Who wrote a moment ago will write again.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private int _attempts;
    private long _conflictAt;
    private long _reached;

    /// <summary>Whether another server wrote to the café lately, so that it is better decided at one place. Thread-safe.</summary>
    public bool AreWriting =>
        Volatile.Read(ref _conflictAt) is not 0 and var at
        && tools.Time.GetElapsedTime(at) < Remembered;

    /// <summary>Another server has come so far. Thread-safe.</summary>
    /// <param name="cafe">The café as committed here.</param>
    /// <param name="version">The version of its stream.</param>
    /// <param name="wake">Called where this server has not.</param>
    public void Reached(Cafe cafe, long version, Action wake)
    {
        lock (_gate)
        {
            Volatile.Write(ref _reached, Math.Max(_reached, version));
        }

        if (cafe.Version < version)
        {
            wake();
        }
    }

    /// <summary>Whether the loop has to read what others wrote, when nothing is under way.</summary>
    /// <param name="cafe">The café as committed here.</param>
    public bool MustBeFollowed(Cafe cafe) => cafe.Version < Volatile.Read(ref _reached);

    /// <summary>Reads what others wrote; where it cannot be read now, the next word of it tries again.</summary>
    /// <param name="cafe">The café as committed here.</param>
    /// <param name="adopt">Takes the café as it is, and a commit position that it reaches or a later one.</param>
    public async ValueTask FollowAsync(Cafe cafe, Action<Cafe, long> adopt)
    {
        try
        {
            var (now, position) = await CatchUpAsync(cafe, []);
            adopt(now, position);
        }
        catch (JournalUnavailableException)
        {
            // Nothing can be decided here either until it can be read.
        }
    }

    /// <summary>The loop's writing went well, or was given up.</summary>
    public void Settled() => _attempts = 0;

    /// <summary>Another server was first.</summary>
    /// <exception cref="JournalContendedException">It was so too often.</exception>
    public void Conflict(Cafe cafe)
    {
        Volatile.Write(ref _conflictAt, tools.Time.GetTimestamp());
        tools.Log.Conflict(cafe.CafeId, cafe.Version);
        if (++_attempts >= MaxAttempts)
        {
            throw new JournalContendedException(MaxAttempts);
        }
    }

    /// <summary>Reads what others wrote, and gives commands the answers that they gave to these very commands.</summary>
    /// <param name="cafe">The café as committed here.</param>
    /// <param name="commands">The commands.</param>
    /// <returns>
    /// The café as it is, and a commit position that it reaches or a later one. That matters only where a break began, and is 0 where none
    /// did: it costs a journey to the database.
    /// </returns>
    public async ValueTask<(Cafe Cafe, long Position)> CatchUpAsync(
        Cafe cafe,
        IEnumerable<CommandTask> commands
    )
    {
        var now = await CafeStream.CatchUpAsync(tools.Journal, cafe, CancellationToken.None);
        var position = BreakStarts.Began(cafe, now)
            ? (await tools.Journal.HeadsAsync([], CancellationToken.None)).Position
            : 0;
        await answers.GiveAsync(commands);
        return (now, position);
    }
}
