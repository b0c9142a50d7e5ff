using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>The end of a chain of audit lines.</summary>
internal sealed class ChainEnd(string name, long id, long number, ReadOnlyMemory<byte> hash)
{
    public long Id => id;

    public long Number { get; set; } = number;

    public ReadOnlyMemory<byte> Hash { get; set; } = hash;

    /// <summary>The number of the last line that went by its age.</summary>
    public long Trimmed { get; set; }

    public bool Changed { get; set; }

    /// <summary>What is signed of it.</summary>
    public AuditHead Head => new(name, Number, Convert.ToHexStringLower(Hash.Span), Trimmed);
}

/// <summary>
/// Writes audit lines, each linked to the one before in its chain, and signs the chains' heads. Ends are kept between transactions
/// while nobody else wrote; <see cref="Forget"/> when that is no longer certain. A chain whose head is not the one that was
/// signed gets a line that says so for good, before it goes on. Not thread-safe.
/// </summary>
/// <param name="connection">The connection that writes.</param>
/// <param name="seal">What signs heads; null for a store without keys.</param>
internal sealed class ChainTable(SqliteConnection connection, MessageSeal? seal) : IDisposable
{
    private const int MaxKept = 10_000;
    private readonly Dictionary<string, ChainEnd> _ends = [];
    private readonly List<ChainEnd> _changed = [];

    private readonly Statement _find = new(
        connection,
        "SELECT id, last, hash, trimmed, head FROM chain WHERE name = $1",
        1
    );

    private readonly Statement _insert = new(
        connection,
        "INSERT INTO chain (name, last) VALUES ($1, 0) RETURNING id",
        1
    );

    private readonly BoundStatement _update = new(
        connection,
        "UPDATE chain SET last = ?2, hash = ?3, head = ?4 WHERE id = ?1"
    );

    private readonly BoundStatement _line = new(
        connection,
        """
        INSERT INTO audit (chain, number, at, actor, role, address, command, message_id, result, target, count, hash, reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
    );

    /// <summary>Writes a line at the end of its chain.</summary>
    public void Write(AuditLine line) => Write(End(line.Chain, line.At), line);

    /// <summary>Notes that lines of a chain go by their age.</summary>
    /// <param name="name">The chain's name.</param>
    /// <param name="until">The number of the last one that goes.</param>
    /// <param name="now">The time of the commit.</param>
    public void Trim(string name, long until, DateTimeOffset now)
    {
        var end = End(name, now);
        end.Trimmed = until;
        Change(end);
    }

    private void Write(ChainEnd end, AuditLine line)
    {
        var number = end.Number + 1;
        var hash = AuditLink.Of(end.Hash.Span, number, line);
        _line
            .Bind(1, end.Id)
            .Bind(2, number)
            .Bind(3, line.At.UtcTicks)
            .Bind(4, line.Actor)
            .Bind(5, line.Role)
            .Bind(6, line.Address)
            .Bind(7, line.Command)
            .Bind(8, line.MessageId)
            .Bind(9, line.Result)
            .Bind(10, line.Target)
            .Bind(11, line.Count)
            .Bind(12, hash)
            .Bind(13, line.Reason)
            .Run();
        (end.Number, end.Hash) = (number, hash);
        Change(end);
    }

    private void Change(ChainEnd end)
    {
        if (!end.Changed)
        {
            end.Changed = true;
            _changed.Add(end);
        }
    }

    /// <summary>Writes what has changed.</summary>
    public void Flush()
    {
        foreach (var end in _changed)
        {
            _update
                .Bind(1, end.Id)
                .Bind(2, end.Number)
                .Bind(3, end.Hash.Span)
                .Bind(4, seal?.Sign(end.Head))
                .Run();
            end.Changed = false;
        }

        _changed.Clear();
    }

    /// <summary>Drops what is remembered.</summary>
    public void Forget()
    {
        _ends.Clear();
        _changed.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _line.Dispose();
    }

    private ChainEnd End(string name, DateTimeOffset now)
    {
        if (_ends.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_ends.Count >= MaxKept && _changed.Count == 0)
        {
            _ends.Clear();
        }

        var isSigned = true;
        var end =
            Find(name, ref isSigned)
            ?? new(name, _insert.Number(name)!.Value, 0, AuditLink.Beginning);
        _ends.Add(name, end);
        if (!isSigned)
        {
            Write(end, AuditLine.Changed(name, now));
        }

        return end;
    }

    private ChainEnd? Find(string name, ref bool isSigned)
    {
        using var rows = _find.Read(name);
        if (!rows.Read())
        {
            return null;
        }

        var end = new ChainEnd(
            name,
            rows.GetInt64(0),
            rows.GetInt64(1),
            rows.IsDBNull(2) ? AuditLink.Beginning : rows.GetFieldValue<byte[]>(2)
        )
        {
            Trimmed = rows.GetInt64(3),
        };
        isSigned =
            seal is null || seal.Holds(end.Head, rows.IsDBNull(4) ? null : rows.GetString(4));
        return end;
    }
}
