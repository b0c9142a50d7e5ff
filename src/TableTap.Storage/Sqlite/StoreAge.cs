using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// How old a store is, by time that truly passed: what retention goes by, for a wall clock may be wrong. While the store is
/// open the system's steady clock is counted. The time of a stop is known from the wall clock alone, so it is believed no
/// faster than the wall clock goes on claiming it: an hour of a stop for each hour that the store is open, and no more than the
/// clock still claims once it was set back. Used by the writer loop alone.
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

    private readonly TimeProvider _time;
    private long _stamp;
    private DateTimeOffset _wall;
    private TimeSpan _owed;
    private TimeSpan _age;

    /// <summary>Goes on from what the store knows of its age.</summary>
    public StoreAge(SqliteConnection connection, TimeProvider time)
    {
        _time = time;
        (_stamp, _wall) = (time.GetTimestamp(), time.GetUtcNow());
        using var select = new Statement(connection, "SELECT ticks, owed, wall FROM age");
        using var rows = select.Read();
        rows.Read();
        _age = new TimeSpan(rows.GetInt64(0));
        var stopped = rows.IsDBNull(2) ? 0 : _wall.UtcTicks - rows.GetInt64(2);
        _owed = new TimeSpan(Math.Max(0, rows.GetInt64(1) + stopped));
    }

    /// <summary>How old the store is at this moment.</summary>
    public TimeSpan Now
    {
        get
        {
            var (stamp, wall) = (_time.GetTimestamp(), _time.GetUtcNow());
            var passed = _time.GetElapsedTime(_stamp, stamp);
            var setBack = wall - _wall - passed;
            if (setBack < TimeSpan.Zero)
            {
                _owed = _owed > -setBack ? _owed + setBack : TimeSpan.Zero;
            }

            var believed = _owed < passed ? _owed : passed;
            _owed -= believed;
            _age += passed + believed;
            (_stamp, _wall) = (stamp, wall);
            return _age;
        }
    }

    /// <summary>Keeps the age; what is not kept when the process ends is taken as a stop.</summary>
    public void Save(SqliteConnection connection)
    {
        using var save = new Statement(
            connection,
            "UPDATE age SET ticks = $1, owed = $2, wall = $3",
            3
        );
        save.Execute(Now.Ticks, _owed.Ticks, _wall.UtcTicks);
    }
}
