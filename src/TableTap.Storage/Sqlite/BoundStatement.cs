using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// A statement for what is written with every command: prepared once, at its first use, and its values bound without a box or a copy of
/// their own. Parameters are numbered from 1; every one is bound before each run. Not thread-safe.
/// </summary>
internal sealed class BoundStatement(SqliteConnection connection, string sql) : IDisposable
{
    private const int OnStack = 256;
    private sqlite3_stmt? _prepared;

    private sqlite3 Database => connection.Handle!;

    private sqlite3_stmt Prepared
    {
        get
        {
            if (_prepared is null)
            {
                Check(
                    raw.sqlite3_prepare_v3(
                        Database,
                        sql,
                        raw.SQLITE_PREPARE_PERSISTENT,
                        out _prepared
                    )
                );
            }

            return _prepared;
        }
    }

    public BoundStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(Prepared, index, value));
        return this;
    }

    public BoundStatement Bind(int index, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(Prepared, index));
            return this;
        }

        if (text.Length == 0)
        {
            // An empty span would be bound as NULL.
            Check(raw.sqlite3_bind_text(Prepared, index, ""));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[OnStack];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var code = raw.sqlite3_bind_text(Prepared, index, utf8[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Check(code);
        return this;
    }

    public BoundStatement Bind(int index, ReadOnlySpan<byte> bytes)
    {
        // An empty span would be bound as NULL.
        Check(
            bytes.IsEmpty
                ? raw.sqlite3_bind_zeroblob(Prepared, index, 0)
                : raw.sqlite3_bind_blob(Prepared, index, bytes)
        );
        return this;
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void Run() => Step(out _);

    /// <summary>Runs it; whether it gave a row.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public bool Any() => Step(out _);

    /// <summary>Runs it; the whole number in the first column of its row, null where it gave none.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public long? Number() => Step(out var number) ? number : null;

    public void Dispose() => _prepared?.Dispose();

    /// <summary>Runs it; whether it gave a row.</summary>
    /// <param name="number">The whole number in its first column; 0 where there is none.</param>
    private bool Step(out long number)
    {
        number = 0;
        var code = raw.sqlite3_step(Prepared);
        if (code == raw.SQLITE_ROW)
        {
            number = raw.sqlite3_column_int64(Prepared, 0);
        }
        else if (code != raw.SQLITE_DONE)
        {
            try
            {
                SqliteException.ThrowExceptionForRC(code, Database);
            }
            finally
            {
                _ = raw.sqlite3_reset(Prepared);
            }
        }

        Check(raw.sqlite3_reset(Prepared));
        return code == raw.SQLITE_ROW;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, Database);
        }
    }
}
