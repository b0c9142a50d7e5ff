using Microsoft.Extensions.Logging;

namespace TableTap.Storage;

/// <summary>
/// Cuts off the old ends of history, answers, audit and facts, a bite at a time (section 7). Not thread-safe.
/// </summary>
internal sealed class Retention(
    SqliteJournalOptions options,
    StoreHealth health,
    TimeProvider time,
    ILogger log
)
{
    // Free pages up to this share of the file are kept for what comes next; the rest goes back to the disk.
    private const int SpareShare = 8;
    private const int PagesPerBite = 64;
    private DateTimeOffset _next = time.GetUtcNow();
    private bool _warned;

    /// <summary>Whether it is time to look, or the last bite left something.</summary>
    public bool IsDue => time.GetUtcNow() >= _next;

    /// <summary>Cuts off a bite of each in one transaction; stays due while more is left.</summary>
    public void Bite(StoreWriter store)
    {
        var now = time.GetUtcNow();
        store.Begin();
        var messages = CutHistory(store, now);
        var answers = Cut(store, "answer", now - options.AnswerRetention);
        var lines = Cut(store, "audit", now - options.AuditRetention);
        var facts = FactTrim.Cut(store, options.TrimBite);
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

        int[] gone = [messages, answers, lines, facts];
        if (gone.Max() < options.TrimBite && !givesBack)
        {
            _next = now + options.TrimInterval;
            _warned = false;
        }
    }

    /// <summary>Looks again later, because the store is in trouble.</summary>
    public void Postpone() => _next = time.GetUtcNow() + options.TrimInterval;

    private int CutHistory(StoreWriter store, DateTimeOffset now)
    {
        var old = (now - options.HistoryRetention).UtcTicks;
        var (count, until, youngest) = (0, 0L, 0L);
        using (
            var select = new Statement(
                store.Connection,
                "SELECT position, at, length(frame) FROM message ORDER BY position LIMIT $1",
                1
            )
        )
        using (var rows = select.Read((long)options.TrimBite))
        {
            while (rows.Read())
            {
                var at = rows.GetInt64(1);
                if (at >= old && store.HistoryBytes <= options.HistoryMaxBytes)
                {
                    break;
                }

                (until, youngest) = (rows.GetInt64(0), at);
                store.HistoryBytes -= rows.GetInt64(2) + BatchWriter.MessageOverhead;
                count++;
            }
        }

        if (count > 0)
        {
            Delete(store, "DELETE FROM message WHERE position <= $1", until);
        }

        if (youngest >= old)
        {
            CutEarly(store, new DateTimeOffset(youngest, TimeSpan.Zero), now);
        }

        return count;
    }

    private void CutEarly(StoreWriter store, DateTimeOffset youngest, DateTimeOffset now)
    {
        using var note = new Statement(
            store.Connection,
            """
            INSERT INTO history_cut (one, at) VALUES (1, $1)
            ON CONFLICT (one) DO UPDATE SET at = excluded.at
            """,
            1
        );
        note.Execute(youngest.UtcTicks);
        health.Cut(youngest);
        if (!_warned)
        {
            _warned = true;
            StorageLog.TrimmedForSpace(log, now - youngest);
        }
    }

    private int Cut(StoreWriter store, string table, DateTimeOffset before)
    {
        var (count, until) = (0, 0L);
        using (
            var select = new Statement(
                store.Connection,
                $"SELECT id, at FROM {table} ORDER BY id LIMIT $1",
                1
            )
        )
        using (var rows = select.Read((long)options.TrimBite))
        {
            while (rows.Read() && rows.GetInt64(1) < before.UtcTicks)
            {
                until = rows.GetInt64(0);
                count++;
            }
        }

        if (count > 0)
        {
            if (table == "audit")
            {
                AuditAnchor.Keep(store, until);
            }

            Delete(store, $"DELETE FROM {table} WHERE id <= $1", until);
        }

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
        if (free <= spare + PagesPerBite)
        {
            return false;
        }

        Statement.Run(store.Connection, $"PRAGMA incremental_vacuum({PagesPerBite})");
        return true;
    }
}
