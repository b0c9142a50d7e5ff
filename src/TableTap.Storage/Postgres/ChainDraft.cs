using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Links audit lines to the ends of their chains. A chain whose end is not the one that was signed gets a line that says so for
/// good, before it goes on. Not thread-safe.
/// </summary>
/// <param name="store">The heads, which it moves.</param>
/// <param name="seal">What signs heads; null for nothing.</param>
/// <param name="signed">Chains whose ends are known to be what a server signed.</param>
internal sealed class ChainDraft(LockedStore store, MessageSeal? seal, SignedChains signed)
{
    private readonly List<Row> _rows = [];

    /// <summary>A line in its place.</summary>
    /// <param name="Id">Its place over all chains.</param>
    /// <param name="Chain">The short id of its chain.</param>
    /// <param name="Entry">The line with its number and hash.</param>
    internal sealed record Row(long Id, long Chain, AuditEntry Entry);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Adds a line at the end of its chain.</summary>
    /// <exception cref="KeyNotFoundException">The chain is not there.</exception>
    public void Add(AuditLine line)
    {
        var chain = store.Chains[line.Chain];
        if (!chain.HasMoved && !signed.Holds(chain, seal))
        {
            Link(chain, AuditLine.Changed(line.Chain, line.At));
        }

        Link(chain, line);
    }

    private void Link(LockedChain chain, AuditLine line)
    {
        var number = chain.Head.Number + 1;
        var hash = AuditLink.Of(chain.Hash, number, line);
        _rows.Add(new(++store.Line, chain.Id, new(line, number, hash)));
        chain.Head = chain.Head with { Number = number, Hash = Convert.ToHexStringLower(hash) };
        chain.HasMoved = true;
    }
}

/// <summary>
/// Remembers the ends of chains that were found signed, or were signed by this server, so that a signature is checked once and not
/// with every line. Used by the writer loop alone.
/// </summary>
internal sealed class SignedChains
{
    private const int MaxKept = 10_000;
    private readonly Dictionary<string, (AuditHead Head, string? Token)> _ends = [];

    /// <summary>Whether the chain ends in what a server signed; one without lines always does.</summary>
    public bool Holds(LockedChain chain, MessageSeal? seal) =>
        seal is null
        || chain.Head is { Number: 0, Trimmed: 0 } && chain.Token is null
        || (
            _ends.TryGetValue(chain.Head.Chain, out var known) && known == (chain.Head, chain.Token)
        )
        || seal.Holds(chain.Head, chain.Token);

    /// <summary>The end was written so.</summary>
    public void Know(AuditHead head, string? token)
    {
        if (_ends.Count >= MaxKept)
        {
            _ends.Clear();
        }

        _ends[head.Chain] = (head, token);
    }
}
