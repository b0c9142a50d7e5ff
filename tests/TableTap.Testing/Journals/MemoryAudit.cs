using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>The audit of a journal in memory: each line linked to the one before in its chain. Not thread-safe.</summary>
internal sealed class MemoryAudit
{
    private readonly List<AuditEntry> _entries = [];

    /// <summary>Writes the lines of a committed batch.</summary>
    /// <param name="lines">The lines.</param>
    public void Write(IEnumerable<AuditLine> lines)
    {
        foreach (var line in lines)
        {
            var last = _entries.FindLast(entry => entry.Line.Chain == line.Chain);
            var number = (last?.Number ?? 0) + 1;
            var previous = last?.Hash ?? AuditLink.Beginning;
            _entries.Add(new(line, number, AuditLink.Of(previous.Span, number, line)));
        }
    }

    /// <summary>The lines that are asked for, the latest first.</summary>
    /// <param name="query">What is asked.</param>
    public AuditPage Read(AuditQuery query)
    {
        var found = new List<(AuditEntry Entry, int Place)>();
        for (var place = _entries.Count - 1; place >= 0 && found.Count <= query.Limit; place--)
        {
            if (place < (query.Before ?? long.MaxValue) && Fits(_entries[place].Line, query))
            {
                found.Add((_entries[place], place));
            }
        }

        return new(
            [.. found.Take(query.Limit).Select(one => one.Entry)],
            found.Count > query.Limit ? found[query.Limit - 1].Place : null
        );
    }

    /// <summary>The heads of all chains, by their names; nothing signs them.</summary>
    public IReadOnlyList<SignedHead> Heads() =>
        [
            .. _entries
                .GroupBy(entry => entry.Line.Chain)
                .OrderBy(chain => chain.Key, StringComparer.Ordinal)
                .Select(chain => chain.Last())
                .Select(last => new SignedHead(
                    new(
                        last.Line.Chain,
                        last.Number,
                        Convert.ToHexStringLower(last.Hash.Span),
                        Trimmed: 0
                    ),
                    Token: null
                )),
        ];

    private static bool Fits(AuditLine line, AuditQuery query) =>
        (query.Chain is null || query.Chain == line.Chain)
        && (query.Actor is null || query.Actor == line.Actor)
        && !(line.At < query.From)
        && !(line.At >= query.Until);
}
