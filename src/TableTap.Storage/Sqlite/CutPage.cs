using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Reads a stream, its subjects and heads at one commit: every statement runs in the reader's one transaction.</summary>
internal static class CutPage
{
    /// <summary>Reads the cut that was asked for: the heads, the facts after a version, and the facts of each subject.</summary>
    public static JournalCut Read(
        StoreReader store,
        CutRequest request,
        CancellationToken cancellationToken
    )
    {
        var heads = PositionReader.Heads(store, request.Channels);
        var (stream, version) = Stream(store, request.Stream);
        var facts = new List<StoredFact>();
        while (request.AfterVersion + facts.Count < version)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = StreamPage.Read(
                store,
                request.Stream,
                facts is [.., var last] ? last.Version : request.AfterVersion
            );
            if (page.Count == 0)
            {
                break;
            }

            facts.AddRange(page);
        }

        IEnumerable<string> found = request.Find is { } query ? Find(store, stream, query) : [];
        using var select = new Statement(
            store.Connection,
            """
            SELECT version, type, at, data FROM fact
            WHERE stream = $1 AND subject = $2 ORDER BY version
            """,
            2
        );
        var subjects = new List<SubjectFacts>();
        foreach (var subject in request.Subjects.Concat(found))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var rows = select.Read(stream, subject);
            subjects.Add(new(subject, StreamPage.Facts(rows)));
        }

        return new(version, facts, heads, subjects);
    }

    private static (long Id, long Last) Stream(StoreReader store, string name)
    {
        using var select = new Statement(
            store.Connection,
            "SELECT id, last FROM stream WHERE name = $1",
            1
        );
        using var rows = select.Read(name);
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : (0, 0);
    }

    // The first term is walked from its late end; each further one is a probe of the same key.
    private static List<string> Find(StoreReader store, long stream, IndexQuery query)
    {
        using var select = new Statement(
            store.Connection,
            """
            SELECT subject FROM entry
            WHERE stream = $1 AND term = $2 AND at >= $3 AND (at, subject) < ($4, $5) AND NOT EXISTS (
                SELECT 1 FROM json_each($6) AS further WHERE NOT EXISTS (
                    SELECT 1 FROM entry AS other
                    WHERE other.stream = entry.stream AND other.term = further.value
                        AND other.at = entry.at AND other.subject = entry.subject))
            ORDER BY at DESC, subject DESC LIMIT $7
            """,
            7
        );
        using var rows = select.Read(
            stream,
            query.Terms[0],
            query.From.UtcTicks,
            query.Before.At.UtcTicks,
            query.Before.Subject,
            JsonArray(query.Terms.Skip(1)),
            (long)query.Limit
        );
        var found = new List<string>();
        while (rows.Read())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }

    private static string JsonArray(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(text => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\""))}]";
}
