using System.Threading.Channels;

namespace TableTap.Simulation.Tables;

/// <summary>The tables at which no party sits and no bill is open; who finds none waits. Thread-safe.</summary>
internal sealed class FreeTables
{
    private readonly Channel<string> _free = Channel.CreateUnbounded<string>();

    /// <summary>Knows the tables that are free.</summary>
    /// <param name="tables">Their numbers, in the order in which they are taken.</param>
    public FreeTables(IEnumerable<string> tables)
    {
        foreach (var table in tables)
        {
            Give(table);
        }
    }

    /// <summary>Takes a table, and waits for one where none is free.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<string> TakeAsync(CancellationToken cancellationToken) =>
        _free.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes another table, where one is free now.</summary>
    public string? TryTake() => _free.Reader.TryRead(out var table) ? table : null;

    /// <summary>Gives a table back.</summary>
    /// <param name="table">Its number.</param>
    public void Give(string table) => _free.Writer.TryWrite(table);
}
