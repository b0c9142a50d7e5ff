using System.Globalization;
using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Postgres.Tables;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>A database of an older program is brought up to date while servers of that program go on.</summary>
public sealed class SchemaMoveTests
{
    private const int Each = 40;
    private const string Last = "last";
    private const string Reason = "because";
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_open_a_database_of_the_first_schema_at_once_while_an_older_one_goes_on()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        var older = await OlderServer.StartAsync(schema, General);
        await SayAsync(older, "before");

        var beside = SayAsync(older, "beside");
        var both = await Task.WhenAll(
            PostgresStore.OpenAsync(schema),
            PostgresStore.OpenAsync(schema)
        );
        await using var one = both[0];
        await using var two = both[1];
        var hearing = Task.WhenAll(HearAsync(one), HearAsync(two));
        await Task.WhenAll(beside, SayAsync(one, "one"), SayAsync(two, "two")).Soon();
        await older.SayAsync(Last);

        string[] words =
        [
            .. ((string[])["before", "beside", "one", "two"])
                .SelectMany(Words)
                .Append(Last)
                .Order(),
        ];
        Assert.Equal(
            $"{PostgresSchema.Scripts.Count} 1",
            await PostgresServer.ExecuteAsync(
                schema,
                "SELECT version || ' ' || compatible FROM tabletap_schema"
            )
        );
        foreach (var heard in await hearing.Soon())
        {
            Assert.Equal(
                Enumerable.Range(words.Length - heard.Count + 1, heard.Count).Select(n => (long)n),
                heard.Select(message => message.Sequence)
            );
        }

        foreach (var journal in both)
        {
            await AssertThereAsync(journal, words);
        }

        var audit = await one.ReadAuditAsync(new(1_000), Cancel);
        Assert.Equal(await older.AuditAsync(), audit.Entries.Select(entry => entry.Line.MessageId));
    }

    private static IEnumerable<string> Words(string name) =>
        Enumerable
            .Range(0, Each)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}{number}"));

    private static async Task SayAsync(OlderServer older, string name)
    {
        foreach (var word in Words(name))
        {
            await older.SayAsync(word);
        }
    }

    private static async Task SayAsync(PostgresJournal journal, string name)
    {
        foreach (var word in Words(name))
        {
            var batch = Batch.Of("demo").Fact(word).Message(General, word).Audit("demo", word);
            var outcome = await journal.AppendAsync(
                batch with
                {
                    Audit = [.. batch.Audit.Select(line => line with { Reason = Reason })],
                },
                Cancel
            );
            Assert.True(outcome.Committed);
        }
    }

    private static async Task<List<StoredMessage>> HearAsync(PostgresJournal journal)
    {
        var heard = new List<StoredMessage>();
        while (heard is not [.., { MessageId: Last }])
        {
            heard.AddRange(await journal.Committed.ReadAsync(Cancel).AsTask().Soon());
        }

        return heard;
    }

    // Every row of all three is there once, in one order without a hole, and the chain of the audit holds.
    private static async Task AssertThereAsync(PostgresJournal journal, string[] words)
    {
        var numbers = Enumerable.Range(1, words.Length).Select(number => (long)number).ToList();
        var facts = new List<StoredFact>();
        await foreach (var fact in journal.ReadStreamAsync("demo", 0, Cancel))
        {
            facts.Add(fact);
        }

        Assert.Equal(numbers, facts.Select(fact => fact.Version));
        Assert.Equal(words, facts.Select(fact => Encoding.UTF8.GetString(fact.Data.Span)).Order());

        var page = await journal.ReadMessagesAsync(
            [new(General, 0)],
            new(1_000, int.MaxValue),
            Cancel
        );
        Assert.Equal(numbers, page.Messages.Select(message => message.Sequence));
        Assert.Equal(numbers, page.Messages.Select(message => message.Position));
        Assert.Equal(words, page.Messages.Select(message => message.MessageId).Order());

        var audit = (await journal.ReadAuditAsync(new(1_000), Cancel)).Entries.Reverse().ToList();
        Assert.Equal(numbers, audit.Select(entry => entry.Number));
        Assert.Equal(words, audit.Select(entry => entry.Line.MessageId).Order());
        var previous = AuditLink.Beginning;
        foreach (var entry in audit)
        {
            var hasReason = entry.Line.MessageId is ['o', ..] or ['t', ..];
            Assert.Equal(hasReason ? Reason : null, entry.Line.Reason);
            Assert.Equal(
                AuditLink.Of(previous.Span, entry.Number, entry.Line),
                entry.Hash.ToArray()
            );
            previous = entry.Hash;
        }
    }
}
