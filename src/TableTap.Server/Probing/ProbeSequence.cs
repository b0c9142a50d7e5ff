namespace TableTap.Server.Probing;

/// <summary>
/// Holds the numbers that come on a channel within one connection against the promise that they come one after the other. Not thread-safe.
/// </summary>
internal sealed class ProbeSequence
{
    /// <summary>The most numbers left out that are remembered, to tell a late one from one that comes twice.</summary>
    private const int MostMissing = 1024;

    private readonly SortedSet<long> _missing = [];
    private long? _last;

    /// <summary>Takes the next number that came.</summary>
    /// <param name="sequence">The number.</param>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public ProbeFailure? Take(long sequence)
    {
        if (_last is not { } last)
        {
            _last = sequence;
            return null;
        }

        if (sequence <= last)
        {
            return _missing.Remove(sequence) ? ProbeFailure.Reordered : ProbeFailure.Doubled;
        }

        _last = sequence;
        for (var number = last + 1; number < sequence && _missing.Count < MostMissing; number++)
        {
            _missing.Add(number);
        }

        return sequence == last + 1 ? null : ProbeFailure.Lost;
    }

    /// <summary>From now on the number after this one is due: a page of history came up to it.</summary>
    /// <param name="sequence">The last number of the page.</param>
    public void GoOnAfter(long sequence)
    {
        _last = sequence;
        _missing.Clear();
    }
}
