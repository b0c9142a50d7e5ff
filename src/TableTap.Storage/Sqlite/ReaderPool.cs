using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Lends out a few reading connections, so that reads run side by side, mostly off the caller's thread and always off the writer's way.
/// Thread-safe.
/// </summary>
internal sealed class ReaderPool(StoreFile file, int size) : IAsyncDisposable
{
#pragma warning disable CA2213 // It holds nothing, and late callers still pass through it.
    private readonly SemaphoreSlim _free = new(size, size);
#pragma warning restore CA2213
    private readonly ConcurrentBag<StoreReader> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a read on a connection of its own; waits while all of them are in use.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read now, or is closed.</exception>
    public async ValueTask<T> ReadAsync<T>(
        Func<StoreReader, T> read,
        CancellationToken cancellationToken
    )
    {
        if (_closed)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Run(read), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Runs a quick read on the caller's thread where a connection is free, else like <see cref="ReadAsync"/>.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read now, or is closed.</exception>
    public ValueTask<T> ReadHereAsync<T>(
        Func<StoreReader, T> read,
        CancellationToken cancellationToken
    )
    {
        if (_closed || !_free.Wait(0, CancellationToken.None))
        {
            return ReadAsync(read, cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Run(read));
        }
        catch (JournalUnavailableException trouble)
        {
            return ValueTask.FromException<T>(trouble);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the running reads and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        for (var reader = 0; reader < size; reader++)
        {
            await _free.WaitAsync();
        }

        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        // Those who waited meanwhile run into the closed pool.
        _free.Release(size);
    }

    private T Run<T>(Func<StoreReader, T> read)
    {
        if (_closed)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        StoreReader? reader = null;
        try
        {
            if (!_idle.TryTake(out reader))
            {
                reader = new StoreReader(file.OpenForReading());
            }

            var result = read(reader);
            _idle.Add(reader);
            reader = null;
            return result;
        }
        catch (SqliteException trouble)
        {
            throw new JournalUnavailableException(SqliteErrors.Words(trouble, file.Path), trouble);
        }
        finally
        {
            // One that met trouble is not lent out again.
            reader?.Dispose();
        }
    }
}
