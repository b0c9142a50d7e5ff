namespace TableTap.Storage.Postgres;

/// <summary>
/// Whose turn it is where several servers write to one stream. A server that writes without a pause would always come before one
/// that first has to read what it missed; so the one that came too late leaves a wish in the stream's row, and the next server that
/// finds it there gives way once: it decides again, and meanwhile the other one writes. Whoever came to write that way goes on for a
/// moment before it gives way itself, for each change of turns costs as much as a commit. Used by the writer loop alone.
/// </summary>
/// <param name="writer">The name of this server's writer.</param>
/// <param name="time">The clock.</param>
internal sealed class Turns(string writer, TimeProvider time)
{
    /// <summary>How long a turn lasts while somebody else wants to write.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(25);

    private const int MaxKept = 1_000;
    private readonly HashSet<string> _given = [];

    // Since when this server has had its turn at a stream that another one had before; null where that still has it.
    private readonly Dictionary<string, long?> _since = [];
    private long _wishes;

    /// <summary>A wish to be next.</summary>
    public string Wish() => FormattableString.Invariant($"{writer} {++_wishes}");

    /// <summary>Another server was first.</summary>
    /// <param name="stream">The stream that it moved.</param>
    public void Lost(string stream)
    {
        if (_since.Count >= MaxKept)
        {
            _since.Clear();
        }

        _since[stream] = null;
    }

    /// <summary>This server wrote: a turn that it came to begins now.</summary>
    /// <param name="stream">The stream that it moved.</param>
    public void Wrote(string stream)
    {
        if (_since.TryGetValue(stream, out var since) && since is null)
        {
            _since[stream] = time.GetTimestamp();
        }
    }

    /// <summary>Whether this server gives way to a wish that it found; to each only once, for the other one may be gone.</summary>
    /// <param name="stream">The stream that it wants to move.</param>
    /// <param name="wish">What it found there; null for none.</param>
    public bool GivesWay(string stream, string? wish)
    {
        if (
            wish is null
            || wish.StartsWith(writer, StringComparison.Ordinal)
            || (
                _since.GetValueOrDefault(stream) is { } since && time.GetElapsedTime(since) < Length
            )
        )
        {
            return false;
        }

        if (_given.Count >= MaxKept)
        {
            _given.Clear();
        }

        return _given.Add(wish);
    }
}
