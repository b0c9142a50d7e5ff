using System.Globalization;
using Npgsql;

namespace TableTap.Storage.Postgres;

/// <summary>Makes the partitions of the history. Only while the store is held.</summary>
internal static class SliceTable
{
    /// <summary>The name of a partition.</summary>
    public static string Name(int slice) =>
        string.Create(CultureInfo.InvariantCulture, $"message_{slice:D8}");

    /// <summary>Begins the next slice; the table is attached when it is made, so that nobody who reads is stopped.</summary>
    /// <returns>The new slice.</returns>
    public static async Task<HistorySlice> BeginAsync(
        NpgsqlConnection connection,
        LockedStore store,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var next = new HistorySlice(store.Slice.Id + 1, age, 0);
        await MakeAsync(connection, next.Id, store.Position + 1, age, cancellationToken);
        return next;
    }

    /// <summary>Makes a slice: its partition, and the row that tells where it begins.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="slice">Its number.</param>
    /// <param name="first">Its first position.</param>
    /// <param name="age">How old the store is when it begins.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task MakeAsync(
        NpgsqlConnection connection,
        int slice,
        long first,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        var name = Name(slice);
        var (from, to) = (Text(slice), Text(slice + 1));
        return Sql.RunAsync(
            connection,
            [
                Sql.Of($"CREATE TABLE {name} (LIKE message INCLUDING ALL)"),
                Sql.Of(
                    $"ALTER TABLE message ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to})"
                ),
                Sql.Of(
                    "INSERT INTO slice (id, first_position, began, bytes) VALUES ($1, $2, $3, 0)",
                    slice,
                    first,
                    age.Ticks
                ),
            ],
            cancellationToken
        );
    }

    private static string Text(int slice) => slice.ToString(CultureInfo.InvariantCulture);
}
