using Microsoft.Data.Sqlite;
using Npgsql;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Moving;

/// <summary>The slices of the history in PostgreSQL that take the messages of an embedded store. Immutable.</summary>
internal sealed class MovedSlices
{
    /// <summary>The table of messages.</summary>
    public const string Table = "message";

    private readonly List<(int Id, long First, long Began)> _slices = [];

    /// <summary>Cuts the history where the store's marks say that so much time has passed.</summary>
    /// <param name="source">The embedded store.</param>
    /// <param name="length">How much time a slice spans at least.</param>
    public MovedSlices(SqliteConnection source, TimeSpan length)
    {
        if (Statement.Ask(source, "SELECT min(position) FROM message") is not { } first)
        {
            return;
        }

        using var marks = new Statement(
            source,
            "SELECT age, until FROM mark WHERE kind = 1 AND until >= $1 ORDER BY until",
            1
        );
        using var rows = marks.Read(first);
        var (next, began) = (first, long.MinValue);
        while (rows.Read())
        {
            var age = rows.GetInt64(0);
            if (began == long.MinValue || age - began >= length.Ticks)
            {
                _slices.Add((_slices.Count + 1, next, age));
                began = age;
            }

            next = rows.GetInt64(1) + 1;
        }

        // What came after the last mark counts as written now.
        var now = Statement.Ask(source, "SELECT ticks FROM age")!.Value;
        if (
            next <= Statement.Ask(source, "SELECT max(position) FROM message")
            && (began == long.MinValue || now - began >= length.Ticks)
        )
        {
            _slices.Add((_slices.Count + 1, next, now));
        }
    }

    /// <summary>The slice of a position.</summary>
    public int Of(long position) => _slices.FindLast(slice => slice.First <= position).Id;

    /// <summary>Makes the partitions, each in its table.</summary>
    public async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (id, first, began) in _slices)
        {
            await SliceTable.MakeAsync(connection, id, first, new(began), cancellationToken);
        }
    }
}
