using Microsoft.Data.Sqlite;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>
/// What holds in every sound store, as questions that have no answer there. The first one that has says what is broken. Further
/// tables add their rows.
/// </summary>
internal static class IntegrityQueries
{
    private static readonly (string Question, string Words)[] Rules =
    [
        (
            "SELECT 'its row', 'missing', 0 WHERE (SELECT count(*) FROM store) <> 1",
            "The table 'store' is broken: {0} is {1}."
        ),
        (
            "SELECT m.position, s.position, 0 FROM (SELECT max(position) AS position FROM message) m, store s WHERE m.position > s.position",
            "A message stands at position {0}, after the last one given ({1})."
        ),
        (
            "SELECT m.position, m.channel, 0 FROM message m LEFT JOIN channel c ON c.id = m.channel WHERE c.id IS NULL ORDER BY m.position LIMIT 1",
            "The message at position {0} belongs to a channel that is not there ({1})."
        ),
        (
            """
            SELECT c.name, w.before, w.sequence FROM (
                SELECT channel, sequence, lag(sequence) OVER (PARTITION BY channel ORDER BY sequence) AS before
                FROM message) w JOIN channel c ON c.id = w.channel
            WHERE w.sequence <> w.before + 1 LIMIT 1
            """,
            "Channel '{0}': sequence {1} is followed by {2}; messages are missing."
        ),
        (
            """
            SELECT c.name, m.last, c.last FROM channel c
            JOIN (SELECT channel, max(sequence) AS last FROM message GROUP BY channel) m ON m.channel = c.id
            WHERE m.last <> c.last LIMIT 1
            """,
            "Channel '{0}': its last message has sequence {1}, but its head is {2}."
        ),
        (
            """
            SELECT c.name, w.sequence, w.position FROM (
                SELECT channel, sequence, position, lag(position) OVER (PARTITION BY channel ORDER BY sequence) AS before
                FROM message) w JOIN channel c ON c.id = w.channel
            WHERE w.position <= w.before LIMIT 1
            """,
            "Channel '{0}': sequence {1} was committed (at {2}) before the one that it follows."
        ),
        (
            "SELECT s.history_bytes, m.bytes, 0 FROM store s, (SELECT total(length(frame) + 160) AS bytes FROM message) m WHERE s.history_bytes <> m.bytes",
            "The history is said to have {0} bytes, but has {1}."
        ),
        (
            "SELECT f.stream, f.version, 0 FROM fact f LEFT JOIN stream s ON s.id = f.stream WHERE s.id IS NULL LIMIT 1",
            "A fact (version {1}) belongs to a stream that is not there ({0})."
        ),
        (
            """
            SELECT s.name, w.before, w.version FROM (
                SELECT stream, version, lag(version) OVER (PARTITION BY stream ORDER BY version) AS before
                FROM fact) w JOIN stream s ON s.id = w.stream
            WHERE w.version <> w.before + 1 LIMIT 1
            """,
            "Stream '{0}': version {1} is followed by {2}; facts are missing."
        ),
        (
            """
            SELECT s.name, coalesce(f.last, b.version, 0), s.last FROM stream s
            LEFT JOIN (SELECT stream, max(version) AS last FROM fact GROUP BY stream) f ON f.stream = s.id
            LEFT JOIN snapshot b ON b.stream = s.id AND b.kind = 1 AND b.parts > 0
            WHERE coalesce(f.last, b.version, 0) <> s.last LIMIT 1
            """,
            "Stream '{0}': its last fact has version {1}, but its head is {2}."
        ),
        (
            """
            SELECT s.name, f.first, coalesce(b.version, 0) FROM stream s
            JOIN (SELECT stream, min(version) AS first FROM fact GROUP BY stream) f ON f.stream = s.id
            LEFT JOIN snapshot b ON b.stream = s.id AND b.kind = 1 AND b.parts > 0
            WHERE f.first > coalesce(b.version, 0) + 1 LIMIT 1
            """,
            "Stream '{0}': its facts begin with version {1}, but its base holds only those up to {2}."
        ),
        (
            """
            SELECT s.name, n.parts, count(p.id) FROM snapshot n
            JOIN stream s ON s.id = n.stream LEFT JOIN snapshot_part p ON p.snapshot = n.id
                AND p.number < n.parts
            WHERE n.parts > 0 GROUP BY n.id HAVING count(p.id) <> n.parts LIMIT 1
            """,
            "Stream '{0}': a snapshot of {1} parts has {2}."
        ),
        (
            "SELECT s.name, n.version, s.last FROM snapshot n JOIN stream s ON s.id = n.stream WHERE n.version > s.last LIMIT 1",
            "Stream '{0}': a snapshot has version {1}, but its head is {2}."
        ),
        (
            "SELECT c.name, k.sequence, c.last FROM cursor k JOIN channel c ON c.id = k.channel WHERE k.sequence > c.last LIMIT 1",
            "Channel '{0}': its owner confirmed sequence {1}, but its head is {2}."
        ),
        (
            """
            SELECT c.name, w.before, w.number FROM (
                SELECT chain, number, lag(number) OVER (PARTITION BY chain ORDER BY number) AS before
                FROM audit) w JOIN chain c ON c.id = w.chain
            WHERE w.number <> w.before + 1 LIMIT 1
            """,
            "Audit chain '{0}': line {1} is followed by {2}; lines are missing."
        ),
        (
            """
            SELECT c.name, a.last, c.last FROM chain c
            JOIN (SELECT chain, max(number) AS last FROM audit GROUP BY chain) a ON a.chain = c.id
            WHERE a.last <> c.last LIMIT 1
            """,
            "Audit chain '{0}': its last line is {1}, but its head is {2}."
        ),
    ];

    /// <summary>What is broken first; null where nothing is.</summary>
    /// <exception cref="SqliteException">A page cannot be read.</exception>
    public static string? FirstBroken(SqliteConnection connection)
    {
        using (var check = new Statement(connection, "PRAGMA integrity_check(1)"))
        using (var rows = check.Read())
        {
            if (!rows.Read() || rows.GetString(0) is not "ok")
            {
                return $"The file is damaged: {rows.GetString(0)}.";
            }
        }

        foreach (var (question, words) in Rules)
        {
            using var ask = new Statement(connection, question);
            using var rows = ask.Read();
            if (rows.Read())
            {
                return string.Format(
                    System.Globalization.CultureInfo.InvariantCulture,
                    words,
                    rows.GetValue(0),
                    rows.GetValue(1),
                    rows.GetValue(2)
                );
            }
        }

        return null;
    }
}
