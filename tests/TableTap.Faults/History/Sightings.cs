using System.Collections.Concurrent;

namespace TableTap.Faults.History;

/// <summary>
/// Which message each reader saw under a number of a channel: all must have seen the same one, and the journal must hold it. One
/// word for each message, however many read it. Thread-safe.
/// </summary>
public sealed class Sightings
{
    private readonly ConcurrentDictionary<string, List<long>> _channels = new();

    /// <summary>The channels of which anything was seen.</summary>
    public IEnumerable<string> Channels => _channels.Keys;

    /// <summary>Notes that a message was seen; false where somebody saw another one in its place.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="messageId">Its id.</param>
    public bool Note(string channel, long sequence, string messageId)
    {
        var mark = MarkOf(messageId);
        var marks = _channels.GetOrAdd(channel, _ => []);
        lock (marks)
        {
            while (marks.Count <= sequence)
            {
                marks.Add(0);
            }

            if (marks[(int)sequence] == 0)
            {
                marks[(int)sequence] = mark;
            }

            return marks[(int)sequence] == mark;
        }
    }

    /// <summary>Compares with what the journal holds.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="journal">Its message ids by number; null where it holds none.</param>
    /// <returns>The numbers under which something else, or nothing, stands in the journal.</returns>
    public IReadOnlyList<long> NotIn(string channel, Func<long, string?> journal)
    {
        var wrong = new List<long>();
        if (_channels.TryGetValue(channel, out var marks))
        {
            lock (marks)
            {
                for (var sequence = 1; sequence < marks.Count; sequence++)
                {
                    if (
                        marks[sequence] != 0
                        && (
                            journal(sequence) is not { } messageId
                            || MarkOf(messageId) != marks[sequence]
                        )
                    )
                    {
                        wrong.Add(sequence);
                    }
                }
            }
        }

        return wrong;
    }

    private static long MarkOf(string messageId)
    {
        // FNV-1a; 0 means nothing seen.
        var hash = 14695981039346656037UL;
        foreach (var letter in messageId)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return (long)(hash | 1);
    }
}
