using Npgsql;
using NpgsqlTypes;
using TableTap.Storage.Postgres;

namespace TableTap.Storage.Moving;

/// <summary>Writes and reads rows of PostgreSQL, a page at a time.</summary>
internal static class TargetPage
{
    /// <summary>Writes rows, all or none.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection target,
        MovedTable table,
        List<object?[]> page,
        CancellationToken cancellationToken
    )
    {
        if (page.Count == 0)
        {
            return;
        }

        await using var importer = await target.BeginBinaryImportAsync(
            $"COPY {table.Name} ({table.ColumnNames}) FROM STDIN (FORMAT binary)",
            cancellationToken
        );
        foreach (var row in page)
        {
            await importer.StartRowAsync(cancellationToken);
            for (var column = 0; column < row.Length; column++)
            {
                await WriteAsync(
                    importer,
                    row[column],
                    table.Columns[column].Type,
                    cancellationToken
                );
            }
        }

        await importer.CompleteAsync(cancellationToken);
    }

    /// <summary>The key of the last row that is there; null where none is.</summary>
    public static async Task<object[]?> LastKeyAsync(
        NpgsqlConnection target,
        MovedTable table,
        CancellationToken cancellationToken
    )
    {
        var order = string.Join(", ", table.KeyNames.Select(name => name + " DESC"));
        var rows = await RowsAsync(
            target,
            Sql.Of($"SELECT {table.ColumnNames} FROM {table.Name} ORDER BY {order} LIMIT 1"),
            table,
            cancellationToken
        );
        return rows is [var last] ? table.KeyOf(last) : null;
    }

    /// <summary>How many rows are there.</summary>
    public static async Task<long> CountAsync(
        NpgsqlConnection target,
        MovedTable table,
        CancellationToken cancellationToken
    )
    {
        await using var ask = Sql.Batch(target, [Sql.Of($"SELECT count(*) FROM {table.Name}")]);
        return (long)(await ask.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The next rows after a key.</summary>
    public static Task<List<object?[]>> ReadAsync(
        NpgsqlConnection target,
        MovedTable table,
        object[] after,
        int most,
        CancellationToken cancellationToken
    )
    {
        var names = string.Join(", ", table.KeyNames);
        var values = string.Join(", ", after.Select((_, place) => $"${place + 1}"));
        return RowsAsync(
            target,
            Sql.Of(
                $"SELECT {table.ColumnNames} FROM {table.Name} WHERE ({names}) > ({values}) ORDER BY {names} LIMIT ${after.Length + 1}",
                [.. after, (long)most]
            ),
            table,
            cancellationToken
        );
    }

    private static async Task<List<object?[]>> RowsAsync(
        NpgsqlConnection target,
        NpgsqlBatchCommand question,
        MovedTable table,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Sql.Batch(target, [question]);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        return await Sql.ListAsync(
            rows,
            row =>
            {
                var values = new object?[table.Columns.Count];
                for (var column = 0; column < values.Length; column++)
                {
                    values[column] =
                        row.IsDBNull(column) ? null
                        : table.Columns[column].Type == NpgsqlDbType.Integer
                            ? row.GetInt32(column) + 0L
                        : row.GetValue(column);
                }

                return values;
            },
            cancellationToken
        );
    }

    private static Task WriteAsync(
        NpgsqlBinaryImporter importer,
        object? value,
        NpgsqlDbType type,
        CancellationToken cancellationToken
    ) =>
        value switch
        {
            null => importer.WriteNullAsync(cancellationToken),
            long number when type == NpgsqlDbType.Integer => importer.WriteAsync(
                checked((int)number),
                type,
                cancellationToken
            ),
            long number => importer.WriteAsync(number, type, cancellationToken),
            string text => importer.WriteAsync(text, type, cancellationToken),
            byte[] bytes => importer.WriteAsync(bytes, type, cancellationToken),
            _ => throw new InvalidDataException($"{value.GetType()} is in no table."),
        };
}
