using Microsoft.Data.Sqlite;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>What a running server's journal holds, read beside it.</summary>
public static class JournalCount
{
    public static async Task<(long Facts, long Messages)> ReadAsync(string dataDirectory)
    {
        var file = Directory.GetFiles(dataDirectory, "*.db").Single();
        await using var connection = new SqliteConnection(
            $"Data Source={file};Mode=ReadOnly;Pooling=False"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM fact), (SELECT count(*) FROM message)";
        await using var rows = await command.ExecuteReaderAsync();
        await rows.ReadAsync();
        return (rows.GetInt64(0), rows.GetInt64(1));
    }
}
