using Npgsql;

namespace TableTap.Storage.Postgres;

/// <summary>Makes statements with their values, which stand in them as <c>$1</c>, <c>$2</c> and so on.</summary>
internal static class Sql
{
#pragma warning disable CA2100 // The texts are constants of this program; what comes from outside is a value.
    /// <summary>
    /// A statement with its values; null is the database's NULL. A single value that is an array stands in brackets, or its entries
    /// would be the values.
    /// </summary>
    public static NpgsqlBatchCommand Of(string text, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
#pragma warning restore CA2100

    /// <summary>Statements that go to the database together.</summary>
    public static NpgsqlBatch Batch(
        NpgsqlConnection connection,
        IEnumerable<NpgsqlBatchCommand> commands
    )
    {
        var batch = connection.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>Runs statements together, and reads nothing of what they answer.</summary>
    public static async Task RunAsync(
        NpgsqlConnection connection,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Batch(connection, commands);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The answer to a question of yes or no.</summary>
    public static async ValueTask<bool> IsTrueAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellationToken
    ) => await rows.ReadAsync(cancellationToken) && rows.GetBoolean(0);

    /// <summary>Rows of the result that is read now.</summary>
    public static async ValueTask<List<T>> ListAsync<T>(
        NpgsqlDataReader rows,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var list = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            list.Add(read(rows));
        }

        return list;
    }

    /// <summary>A time as it is kept: ticks of UTC.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader rows, int column) =>
        new(rows.GetInt64(column), TimeSpan.Zero);

    /// <summary>A text that may be missing.</summary>
    public static string? Text(this NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? null : rows.GetString(column);

    /// <summary>Bytes that may be missing.</summary>
    public static byte[]? Bytes(this NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? null : rows.GetFieldValue<byte[]>(column);
}
