using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// The writer's connection, opened again after every trouble, so that the store serves again as soon as it can. Used by
/// the writer loop alone.
/// </summary>
internal sealed class StoreConnection(
    StoreFile file,
    StoreFaults faults,
    StoreHealth health,
    AnswerFilter answers,
    MessageSeal? seal
) : IDisposable
{
    private StoreWriter? _writer;

    /// <summary>Writes batches on the connection that <see cref="Open"/> gave.</summary>
    public BatchWriter Batches { get; private set; } = null!;

    /// <summary>The open connection, or a new one.</summary>
    /// <exception cref="SqliteException">It cannot be opened now.</exception>
    public StoreWriter Open()
    {
        if (_writer is null)
        {
            _writer = new StoreWriter(file.OpenForWriting(), faults, answers, seal);
            Batches = new BatchWriter(_writer, seal);
        }

        return _writer;
    }

    /// <summary>Drops the connection after trouble, and says what the trouble is.</summary>
    public string Fail(Exception trouble)
    {
        Dispose();
        var cause = trouble as SqliteException ?? trouble.InnerException as SqliteException;
        var words = cause is null ? trouble.Message : SqliteErrors.Words(cause, file.Path);
        health.Fail(words, trouble);
        return words;
    }

    /// <summary>Notes that a write begins.</summary>
    public void Begin() => health.Begin();

    /// <summary>Notes that a write went well.</summary>
    public void Works() => health.Works();

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
