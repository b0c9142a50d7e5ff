using NpgsqlTypes;

namespace TableTap.Storage.Moving;

/// <summary>A column of a table in PostgreSQL.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Type">Its type there.</param>
internal sealed record MovedColumn(string Name, NpgsqlDbType Type);

/// <summary>A table that moves from the embedded store to PostgreSQL, in the order of its key. Immutable.</summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="Columns">Its columns there, in the order in which <paramref name="Source"/> gives them.</param>
/// <param name="Key">The places of those columns that are its key, in the order of the key.</param>
/// <param name="Source">
/// Asks the embedded store for the rows after a key (<c>$1</c>, <c>$2</c> …), in the order of the key, as many as the last value says.
/// </param>
/// <param name="Count">Asks the embedded store how many rows there are.</param>
internal sealed record MovedTable(
    string Name,
    IReadOnlyList<MovedColumn> Columns,
    IReadOnlyList<int> Key,
    string Source,
    string Count
)
{
    /// <summary>The names of its columns in PostgreSQL.</summary>
    public string ColumnNames => string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>The names of the columns of its key.</summary>
    public IEnumerable<string> KeyNames => Key.Select(place => Columns[place].Name);

    /// <summary>What comes before every key.</summary>
    public object[] Beginning =>
        [
            .. Key.Select(place =>
                Columns[place].Type == NpgsqlDbType.Text ? "" : (object)long.MinValue
            ),
        ];

    /// <summary>The key of a row.</summary>
    public object[] KeyOf(object?[] row) => [.. Key.Select(place => row[place]!)];
}
