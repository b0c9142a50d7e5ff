using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// How old the store in a file is: an <see cref="AgeClock"/> whose count is kept beside what it dates. Used by the writer loop
/// alone.
/// </summary>
internal sealed class StoreAge
{
    /// <summary>The tables; a script of <see cref="Schema"/>.</summary>
    // What an earlier version stored counts as stored at the update: its own stamps are of a clock that nobody watched. It also
    // left answers to imports without a fingerprint; nobody repeats those.
    public const string Script = """
        CREATE TABLE age (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            ticks INTEGER NOT NULL,
            owed INTEGER NOT NULL,
            wall INTEGER
        ) STRICT;
        INSERT INTO age VALUES (1, 0, 0, NULL);
        CREATE TABLE mark (
            kind INTEGER NOT NULL,
            stream INTEGER NOT NULL,
            age INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (kind, stream, age)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE history_cut ADD COLUMN age INTEGER NOT NULL DEFAULT 0;
        DELETE FROM answer WHERE length(request_hash) = 0;
        """;

    private readonly AgeClock _clock;

    /// <summary>Goes on from what the store knows of its age.</summary>
    public StoreAge(SqliteConnection connection, TimeProvider time)
    {
        using var select = new Statement(connection, "SELECT ticks, owed, wall FROM age");
        using var rows = select.Read();
        rows.Read();
        _clock = new(
            time,
            new TimeSpan(rows.GetInt64(0)),
            new TimeSpan(rows.GetInt64(1)),
            rows.IsDBNull(2) ? null : new DateTimeOffset(rows.GetInt64(2), TimeSpan.Zero)
        );
    }

    /// <summary>How old the store is at this moment.</summary>
    public TimeSpan Now => _clock.Now;

    /// <summary>Keeps the age; what is not kept when the process ends is taken as a stop.</summary>
    public void Save(SqliteConnection connection)
    {
        using var save = new Statement(
            connection,
            "UPDATE age SET ticks = $1, owed = $2, wall = $3",
            3
        );
        save.Execute(_clock.Now.Ticks, _clock.Owed.Ticks, _clock.Wall.UtcTicks);
    }
}
