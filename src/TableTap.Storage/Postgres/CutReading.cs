using Npgsql;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Reads a stream, its subjects and heads at one commit.</summary>
internal static class CutReading
{
    private const string Facts = """
        SELECT s.last, f.version, f.type, f.at, f.data FROM (SELECT id, last FROM stream WHERE name = $1) s
        LEFT JOIN fact f ON f.stream = s.id AND f.version > $2 ORDER BY f.version
        """;

    // The first term is walked from its late end; each further one is a probe of the same key.
    private const string Subjects = """
        WITH house AS MATERIALIZED (SELECT id FROM stream WHERE name = $1),
        found AS MATERIALIZED (
            SELECT e.at, e.subject FROM entry e
            WHERE e.stream = (SELECT id FROM house) AND e.term = $3 AND e.at >= $4 AND (e.at, e.subject) < ($5, $6)
                AND NOT EXISTS (
                    SELECT 1 FROM unnest($7::text[]) AS further (term) WHERE NOT EXISTS (
                        SELECT 1 FROM entry o WHERE o.stream = e.stream AND o.term = further.term
                            AND o.at = e.at AND o.subject = e.subject))
            ORDER BY e.at DESC, e.subject DESC LIMIT $8),
        wanted AS (
            SELECT 0 AS part, n.ord, n.subject FROM unnest($2::text[]) WITH ORDINALITY AS n (subject, ord)
            UNION ALL
            SELECT 1, row_number() OVER (ORDER BY at DESC, subject DESC), subject FROM found)
        SELECT w.part, w.ord, w.subject, f.version, f.type, f.at, f.data FROM wanted w
        LEFT JOIN LATERAL (
            SELECT version, type, at, data FROM fact
            WHERE stream = (SELECT id FROM house) AND subject = w.subject OFFSET 0) f ON TRUE
        ORDER BY w.part, w.ord, f.version
        """;

    /// <summary>Reads the cut that was asked for: the heads, the facts after a version, and the facts of each subject.</summary>
    public static ValueTask<JournalCut> ReadAsync(
        Database database,
        CutRequest request,
        CancellationToken cancellationToken
    )
    {
        List<Protocol.Channels.ChannelName> names = [.. request.Channels.Distinct()];
        var find = request.Find;
        return database.AskAtOneCommitAsync(
            [
                Sql.Of(ChannelPlaces.Heads, [ChannelPlaces.Texts(names)]),
                Sql.Of(Facts, request.Stream, request.AfterVersion),
                Sql.Of(
                    Subjects,
                    request.Stream,
                    request.Subjects.ToArray(),
                    find?.Terms[0] ?? "",
                    (find?.From ?? DateTimeOffset.MinValue).UtcTicks,
                    (find?.Before.At ?? DateTimeOffset.MinValue).UtcTicks,
                    find?.Before.Subject ?? "",
                    find?.Terms.Skip(1).ToArray() ?? [],
                    (long)(find?.Limit ?? 0)
                ),
            ],
            async (rows, stop) =>
            {
                var heads = await ChannelPlaces.ReadAsync(rows, names, stop);
                await rows.NextResultAsync(stop);
                var (version, facts) = await FactsAsync(rows, stop);
                await rows.NextResultAsync(stop);
                return new JournalCut(version, facts, heads, await SubjectsAsync(rows, stop));
            },
            cancellationToken
        );
    }

    private static async ValueTask<(long Version, List<StoredFact> Facts)> FactsAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellationToken
    )
    {
        var (version, facts) = (0L, new List<StoredFact>());
        while (await rows.ReadAsync(cancellationToken))
        {
            version = rows.GetInt64(0);
            if (!rows.IsDBNull(1))
            {
                facts.Add(FactReading.Fact(rows, 1));
            }
        }

        return (version, facts);
    }

    private static async ValueTask<List<SubjectFacts>> SubjectsAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellationToken
    )
    {
        var subjects = new List<SubjectFacts>();
        var (facts, last) = (new List<StoredFact>(), (Part: -1, Number: 0L));
        while (await rows.ReadAsync(cancellationToken))
        {
            var place = (rows.GetInt32(0), rows.GetInt64(1));
            if (place != last)
            {
                last = place;
                facts = [];
                subjects.Add(new(rows.GetString(2), facts));
            }

            if (!rows.IsDBNull(3))
            {
                facts.Add(FactReading.Fact(rows, 3));
            }
        }

        return subjects;
    }
}
