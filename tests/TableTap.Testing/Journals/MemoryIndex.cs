using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>The subjects of a journal in memory, as plainly as the seam's words allow. Not thread-safe.</summary>
public sealed class MemoryIndex
{
    private readonly Dictionary<(string Stream, string Subject), List<long>> _facts = [];
    private readonly HashSet<(
        string Stream,
        string Term,
        DateTimeOffset At,
        string Subject
    )> _entries = [];

    /// <summary>Remembers what a committed batch says of its subjects.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="version">The stream's version before it.</param>
    public void Write(AppendBatch batch, long version)
    {
        foreach (var fact in batch.Facts)
        {
            version++;
            if (fact.Subject is { } subject)
            {
                if (!_facts.TryGetValue((batch.Stream, subject), out var versions))
                {
                    _facts[(batch.Stream, subject)] = versions = [];
                }

                versions.Add(version);
            }
        }

        foreach (var entry in batch.Index)
        {
            foreach (var term in entry.Terms)
            {
                _entries.Add((batch.Stream, term, entry.At, entry.Subject));
            }
        }
    }

    /// <summary>The subjects of a cut.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="stream">All facts of the stream.</param>
    public IReadOnlyList<SubjectFacts> Read(CutRequest request, IReadOnlyList<StoredFact> stream) =>
        [
            .. request
                .Subjects.Concat(Find(request.Stream, request.Find))
                .Select(subject => new SubjectFacts(
                    subject,
                    [
                        .. _facts
                            .GetValueOrDefault((request.Stream, subject), [])
                            .Select(version => stream[(int)version - 1]),
                    ]
                )),
        ];

    private IEnumerable<string> Find(string stream, IndexQuery? query) =>
        query is null
            ? []
            : _entries
                .Where(entry => entry.Stream == stream && entry.Term == query.Terms[0])
                .Where(entry =>
                    query.Terms.All(term => _entries.Contains(entry with { Term = term }))
                    && entry.At >= query.From
                    && Compare((entry.At, entry.Subject), query.Before) < 0
                )
                .OrderByDescending(entry => entry.At)
                .ThenByDescending(entry => entry.Subject, StringComparer.Ordinal)
                .Take(query.Limit)
                .Select(entry => entry.Subject);

    private static int Compare((DateTimeOffset At, string Subject) one, IndexPlace other) =>
        one.At != other.At
            ? one.At.CompareTo(other.At)
            : string.CompareOrdinal(one.Subject, other.Subject);
}
