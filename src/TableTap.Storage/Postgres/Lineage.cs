using Npgsql;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Whether the database still holds the history that readers were told. A copy that takes its place was started at another time,
/// whatever stands between; then the last message that was told must be in it, though others may have written past its height by
/// then. Used by the writer loop, and by the one look that may be on its way beside it.
/// </summary>
internal sealed class Lineage(CommittedFeed feed)
{
    /// <summary>Which run of which database answers.</summary>
    public const string Run = "pg_postmaster_start_time()::text";

    // What was trimmed cannot be asked for, and says nothing.
    private const string IsLost = """
        $1 >= (SELECT coalesce(min(first_position), 0) FROM slice)
            AND NOT EXISTS (SELECT FROM message WHERE position = $1 AND message_id = $2)
        """;

    private string? _run;

    /// <summary>The last position that readers were told; asked for before the database is asked.</summary>
    public long Told => feed.Published;

    /// <summary>Looks whether readers were told what is not there, where another run of the database answers than last time.</summary>
    /// <param name="told">What <see cref="Told"/> was before: what is told while the answer is on its way may be younger than it.</param>
    /// <param name="run">Which run answers.</param>
    /// <param name="position">The last position that is there.</param>
    /// <param name="ask">Asks the same database.</param>
    /// <exception cref="HistoryWentBackException">It is another history, or a part of it.</exception>
    public async ValueTask CheckAsync(
        long told,
        string run,
        long position,
        Func<NpgsqlBatchCommand, ValueTask<bool>> ask
    )
    {
        if (
            position < told
            || (run != _run && Lost($"SELECT {IsLost}") is { } lost && await ask(lost))
        )
        {
            throw new HistoryWentBackException(told, position);
        }

        _run = run;
    }

    /// <summary>Names the history anew, unless another server has done so, or the database of old is back.</summary>
    /// <param name="epoch">Its name until now.</param>
    public IEnumerable<NpgsqlBatchCommand> Rename(string epoch)
    {
        yield return Sql.Of("SELECT FROM store FOR UPDATE");
        const string rename =
            "UPDATE store SET epoch = replace(gen_random_uuid()::text, '-', '') WHERE epoch =";
        yield return Lost($"{rename} $3 AND (position < $4 OR {IsLost})", epoch, feed.Published)
            ?? Sql.Of($"{rename} $1 AND position < $2", epoch, feed.Published);
    }

    private NpgsqlBatchCommand? Lost(string sql, params ReadOnlySpan<object?> more) =>
        feed.Last is { } last ? Sql.Of(sql, [last.Position, last.MessageId, .. more]) : null;
}
