using TableTap.Load.Publishing;

namespace TableTap.Faults.Measuring;

/// <summary>Which messages of a run a listener heard, by when they were due: no two were due at one moment. Thread-safe.</summary>
/// <param name="stamp">Knows the run's messages.</param>
internal sealed class HeardStamps(Stamp stamp)
{
    private readonly HashSet<long> _heard = [];

    /// <summary>Keeps the messages of a frame.</summary>
    /// <param name="frame">The frame: one message, or a page of replay.</param>
    public void Hear(ReadOnlySpan<byte> frame)
    {
        while (stamp.TryTake(ref frame, out var due))
        {
            lock (_heard)
            {
                _heard.Add(due);
            }
        }
    }

    /// <summary>How many of these messages were not heard.</summary>
    /// <param name="told">When they were due.</param>
    public int Missing(IEnumerable<long> told)
    {
        lock (_heard)
        {
            return told.Count(due => !_heard.Contains(due));
        }
    }
}
