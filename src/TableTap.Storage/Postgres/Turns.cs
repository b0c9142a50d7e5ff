namespace TableTap.Storage.Postgres;

/// <summary>
/// Whose turn it is where several servers write to one stream. A server that writes without a pause would always come before one
/// that first has to read what it missed; so the one that came too late leaves a wish in the stream's row, and the next server that
/// finds it there gives way once: it decides again, and meanwhile the other one writes. Used by the writer loop alone.
/// </summary>
/// <param name="writer">The name of this server's writer.</param>
internal sealed class Turns(string writer)
{
    private const int MaxKept = 1_000;
    private readonly HashSet<string> _given = [];
    private long _wishes;

    /// <summary>A wish to be next.</summary>
    public string Wish() => FormattableString.Invariant($"{writer} {++_wishes}");

    /// <summary>Whether this server gives way to a wish that it found; to each only once, for the other one may be gone.</summary>
    public bool GivesWay(string? wish)
    {
        if (wish is null || wish.StartsWith(writer, StringComparison.Ordinal))
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
