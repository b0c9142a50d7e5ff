using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Sqlite;

/// <summary>A command prepared once and run many times. Parameters are <c>$1</c>, <c>$2</c> … Not thread-safe.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

#pragma warning disable CA2100 // Every text given here is a constant of this project.
    public Statement(SqliteConnection connection, string sql, int parameters = 0)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
        }
    }
#pragma warning restore CA2100

    /// <summary>Runs it to its end, over whatever rows it gives.</summary>
    public void Execute(params ReadOnlySpan<object?> values)
    {
        using var rows = Read(values);
        do
        {
            while (rows.Read()) { }
        } while (rows.NextResult());
    }

    /// <summary>Runs the command with these values and reads its rows.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            _command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return _command.ExecuteReader();
    }

    /// <summary>The number in the first column of its first row; null where there is none.</summary>
    public long? Number(params ReadOnlySpan<object?> values)
    {
        using var rows = Read(values);
        return rows.Read() && !rows.IsDBNull(0) ? rows.GetInt64(0) : null;
    }

    public void Dispose() => _command.Dispose();

    /// <summary>Runs a text once.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        statement.Execute();
    }

    /// <summary>Runs a text once for its number.</summary>
    public static long? Ask(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        return statement.Number();
    }
}
