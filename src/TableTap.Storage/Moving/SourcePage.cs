using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Moving;

/// <summary>Reads rows of the embedded store, in the shape that they have in PostgreSQL.</summary>
internal static class SourcePage
{
    /// <summary>The next rows after a key.</summary>
    public static List<object?[]> Read(
        SqliteConnection source,
        MovedTable table,
        object[] after,
        int most,
        MovedSlices slices
    )
    {
        using var select = new Statement(source, table.Source, after.Length + 1);
        using var rows = select.Read([.. after, (long)most]);
        var page = new List<object?[]>();
        while (rows.Read())
        {
            var row = new object?[table.Columns.Count];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = rows.IsDBNull(column) ? null : rows.GetValue(column);
            }

            if (table.Name == MovedSlices.Table)
            {
                row[0] = (long)slices.Of((long)row[1]!);
            }

            page.Add(row);
        }

        return page;
    }

    /// <summary>Whether two rows say the same.</summary>
    public static bool AreSame(object?[] one, object?[] other) =>
        one.Zip(other)
            .All(pair =>
                pair.First is byte[] bytes
                    ? pair.Second is byte[] same && bytes.AsSpan().SequenceEqual(same)
                    : Equals(pair.First, pair.Second)
            );
}
