using Microsoft.Data.Sqlite;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>What a running server's journal holds, read beside it.</summary>
public static class JournalCount
{
    /// <summary>Facts and messages, but for those that the server sends itself as a probe, whenever it likes.</summary>
    public static async Task<(long Facts, long Messages)> ReadAsync(string dataDirectory)
    {
        await using var connection = await OpenAsync(dataDirectory);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT count(*) FROM fact),
                (SELECT count(*) FROM message WHERE channel NOT IN
                    (SELECT id FROM channel WHERE name GLOB 'orders:customer:probe-*'))
            """;
        await using var rows = await command.ExecuteReaderAsync();
        await rows.ReadAsync();
        return (rows.GetInt64(0), rows.GetInt64(1));
    }

    /// <summary>The channels whose names begin so, with their last numbers.</summary>
    public static async Task<IReadOnlyList<(string Name, long Sequence)>> ChannelsAsync(
        string dataDirectory,
        string prefix
    )
    {
        await using var connection = await OpenAsync(dataDirectory);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, last FROM channel WHERE name GLOB $prefix || '*'";
        command.Parameters.AddWithValue("$prefix", prefix);
        await using var rows = await command.ExecuteReaderAsync();
        var channels = new List<(string, long)>();
        while (await rows.ReadAsync())
        {
            channels.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return channels;
    }

    private static async Task<SqliteConnection> OpenAsync(string dataDirectory)
    {
        var file = Directory.GetFiles(dataDirectory, "*.db").Single();
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
