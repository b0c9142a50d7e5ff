using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Reads facts and streams.</summary>
internal static class StreamPage
{
    /// <summary>How many facts a page has at most.</summary>
    public const int Size = 500;

    /// <summary>The next facts of a stream.</summary>
    public static List<StoredFact> Read(StoreReader store, string stream, long afterVersion)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT version, type, at, data FROM fact
            WHERE stream = (SELECT id FROM stream WHERE name = $1) AND version > $2
            ORDER BY version LIMIT $3
            """,
            3
        );
        using var rows = select.Read(stream, afterVersion, (long)Size);
        return Facts(rows);
    }

    /// <summary>Facts of rows of version, type, time and data.</summary>
    public static List<StoredFact> Facts(SqliteDataReader rows)
    {
        var facts = new List<StoredFact>();
        while (rows.Read())
        {
            facts.Add(
                new(
                    rows.GetInt64(0),
                    rows.GetString(1),
                    rows.GetFieldValue<byte[]>(3),
                    new DateTimeOffset(rows.GetInt64(2), TimeSpan.Zero)
                )
            );
        }

        return facts;
    }

    /// <summary>The version up to which facts are as old as that, or older.</summary>
    public static long Old(StoreReader store, string stream, TimeSpan age)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT max(m.until) FROM mark m, age a WHERE m.kind = $1
                AND m.stream = (SELECT id FROM stream WHERE name = $2) AND m.age <= a.ticks - $3
            """,
            3
        );
        return select.Number((long)KeptKind.Fact, stream, age.Ticks) ?? 0;
    }

    /// <summary>The names of all streams.</summary>
    public static IReadOnlyList<string> Names(StoreReader store)
    {
        using var select = new Statement(store.Connection, "SELECT name FROM stream ORDER BY id");
        using var rows = select.Read();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    /// <summary>How far each stream has come.</summary>
    public static IReadOnlyList<StreamVersion> Versions(StoreReader store)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT name, last FROM stream ORDER BY id"
        );
        using var rows = select.Read();
        var versions = new List<StreamVersion>();
        while (rows.Read())
        {
            versions.Add(new(rows.GetString(0), rows.GetInt64(1)));
        }

        return versions;
    }
}
