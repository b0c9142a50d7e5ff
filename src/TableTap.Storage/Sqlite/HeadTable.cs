using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>The last number given under a name, and the name's short id in the store.</summary>
internal sealed class Head(long id, long last)
{
    public long Id => id;

    public long Last { get; set; } = last;

    public bool Changed { get; set; }
}

/// <summary>
/// The heads of one kind (channels or streams) as the open write transaction sees them. Kept between transactions
/// while nobody else wrote; <see cref="Forget"/> when that is no longer certain. Not thread-safe.
/// </summary>
internal sealed class HeadTable(SqliteConnection connection, string table) : IDisposable
{
    private const int MaxKept = 50_000;
    private readonly Dictionary<string, Head> _heads = [];
    private readonly List<Head> _changed = [];

    private readonly Statement _find = new(
        connection,
        $"SELECT id, last FROM {table} WHERE name = $1",
        1
    );

    private readonly Statement _insert = new(
        connection,
        $"INSERT INTO {table} (name, last) VALUES ($1, 0) RETURNING id",
        1
    );

    private readonly BoundStatement _update = new(
        connection,
        $"UPDATE {table} SET last = ?2 WHERE id = ?1"
    );

    /// <summary>The last number under a name; 0 where there is none.</summary>
    public long Last(string name) => Find(name)?.Last ?? 0;

    /// <summary>The head of a name, made where it is missing.</summary>
    public Head Open(string name)
    {
        var head = Find(name);
        if (head is null)
        {
            head = new Head(_insert.Number(name)!.Value, 0);
            _heads.Add(name, head);
        }

        return head;
    }

    /// <summary>Gives the next number under a head.</summary>
    public long Next(Head head)
    {
        if (!head.Changed)
        {
            head.Changed = true;
            _changed.Add(head);
        }

        return ++head.Last;
    }

    /// <summary>Writes what has changed.</summary>
    public void Flush()
    {
        foreach (var head in _changed)
        {
            _update.Bind(1, head.Id).Bind(2, head.Last).Run();
            head.Changed = false;
        }

        _changed.Clear();
    }

    /// <summary>Drops what is remembered.</summary>
    public void Forget()
    {
        _heads.Clear();
        _changed.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
    }

    private Head? Find(string name)
    {
        if (_heads.TryGetValue(name, out var known))
        {
            return known;
        }

        // Forgetting never happens while something is unwritten, so between transactions only.
        if (_heads.Count >= MaxKept && _changed.Count == 0)
        {
            _heads.Clear();
        }

        using var rows = _find.Read(name);
        if (!rows.Read())
        {
            return null;
        }

        var head = new Head(rows.GetInt64(0), rows.GetInt64(1));
        _heads.Add(name, head);
        return head;
    }
}
