using Microsoft.Extensions.Logging;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Cuts off the old ends of history, answers, audit and facts, a bite at a time (section 7). Not thread-safe.
/// </summary>
internal sealed class Retention(
    SqliteJournalOptions options,
    StoreHealth health,
    StoreAge age,
    AgeMarks marks,
    TimeProvider time,
    ILogger log
)
{
    // Free pages up to this share of the file are kept for what comes next; the rest goes back to the disk.
    private const int SpareShare = 8;
    private const int PagesPerBatch = 64;
    private long? _looked;
    private bool _warned;

    /// <summary>Whether it is time to look, or the last bite left something.</summary>
    public bool IsDue =>
        _looked is not { } looked || time.GetElapsedTime(looked) >= options.TrimInterval;

    /// <summary>Cuts off a bite of each in one transaction; stays due while more is left.</summary>
    public void TrimBatch(StoreWriter store)
    {
        var looked = time.GetTimestamp();
        store.Begin();
        marks.Set(store, writes: false);
        age.Save(store.Connection);
        var messages = CutHistory(store);
        var answers = Cut(store, KeptKind.Answer, "answer", options.AnswerRetention);
        var lines = Cut(store, KeptKind.Audit, "audit", options.AuditRetention);
        var facts = FactTrim.Cut(store, options.TrimBatchSize);
        var records = RecordRows.Trim(store, age.Now, options.TrimBatchSize);
        var givesBack = GiveBack(store);
        store.Commit();
        if (facts > 0)
        {
            StorageLog.FactsTrimmed(log, facts);
        }

        if (messages + answers + lines > 0)
        {
            StorageLog.Trimmed(log, messages, answers, lines);
        }

        int[] gone = [messages, answers, lines, facts, records];
        if (gone.Max() < options.TrimBatchSize && !givesBack)
        {
            // Counted from its beginning: what grew old meanwhile was not seen.
            _looked = looked;
            _warned = false;
        }
        else
        {
            _looked = null;
        }
    }

    /// <summary>Looks again later: the store is in trouble.</summary>
    public void Postpone() => _looked = time.GetTimestamp();

    private int CutHistory(StoreWriter store)
    {
        var old = marks.Until(store, KeptKind.Message, options.HistoryRetention);
        var (count, until) = (0, 0L);
        using (
            var select = new Statement(
                store.Connection,
                "SELECT position, length(frame) FROM message ORDER BY position LIMIT $1",
                1
            )
        )
        using (var rows = select.Read((long)options.TrimBatchSize))
        {
            while (rows.Read())
            {
                var position = rows.GetInt64(0);
                if (position > old && store.HistoryBytes <= options.HistoryMaxBytes)
                {
                    break;
                }

                until = position;
                store.HistoryBytes -= rows.GetInt64(1) + BatchWriter.MessageOverhead;
                count++;
            }
        }

        if (count > 0)
        {
            Delete(store, "DELETE FROM message WHERE position <= $1", until);
        }

        if (until > old)
        {
            CutEarly(store, marks.AgeOf(store, KeptKind.Message, until));
        }

        AgeMarks.Drop(store, KeptKind.Message, old);
        return count;
    }

    private void CutEarly(StoreWriter store, TimeSpan youngest)
    {
        using var note = new Statement(
            store.Connection,
            """
            INSERT INTO history_cut (one, at, age) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET at = excluded.at, age = excluded.age
            """,
            2
        );
        note.Execute((time.GetUtcNow() - youngest).UtcTicks, (age.Now - youngest).Ticks);
        health.Cut(youngest);
        if (!_warned)
        {
            _warned = true;
            StorageLog.TrimmedForSpace(log, youngest);
        }
    }

    private int Cut(StoreWriter store, KeptKind kind, string table, TimeSpan kept)
    {
        var old = marks.Until(store, kind, kept);
        var (count, until) = (0, 0L);
        using (
            var select = new Statement(
                store.Connection,
                $"SELECT id FROM {table} ORDER BY id LIMIT $1",
                1
            )
        )
        using (var rows = select.Read((long)options.TrimBatchSize))
        {
            while (rows.Read() && rows.GetInt64(0) <= old)
            {
                until = rows.GetInt64(0);
                count++;
            }
        }

        if (count > 0)
        {
            if (table == "audit")
            {
                AuditAnchor.Keep(store, until, time.GetUtcNow());
            }

            Delete(store, $"DELETE FROM {table} WHERE id <= $1", until);
            if (kind == KeptKind.Answer)
            {
                store.Answers.Lose(count);
            }
        }

        AgeMarks.Drop(store, kind, old);
        return count;
    }

    private static void Delete(StoreWriter store, string sql, long until)
    {
        using var delete = new Statement(store.Connection, sql, 1);
        delete.Execute(until);
    }

    private static bool GiveBack(StoreWriter store)
    {
        var free = Statement.Ask(store.Connection, "PRAGMA freelist_count");
        var spare = Statement.Ask(store.Connection, "PRAGMA page_count") / SpareShare;
        if (free <= spare + PagesPerBatch)
        {
            return false;
        }

        Statement.Run(store.Connection, $"PRAGMA incremental_vacuum({PagesPerBatch})");
        return true;
    }
}
