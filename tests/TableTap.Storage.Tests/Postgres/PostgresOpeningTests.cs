using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>How the journal is opened, by whom it is refused, and what a batch of nonsense does.</summary>
public sealed class PostgresOpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hst=db", "cannot be read")]
    [InlineData("Database=tabletap", "names no host")]
    [InlineData("Host=db1,db2;Database=tabletap", "names several hosts")]
    [InlineData("Host=127.0.0.1;Port=1;Password=pw-12345", "cannot be reached")]
    public async Task Words_that_lead_nowhere_are_refused_and_no_password_is_told(
        string words,
        string told
    )
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            PostgresStore.OpenAsync(words)
        );

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw-12345", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        var server = await RealPostgres.Shared;

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            PostgresStore.OpenAsync(server.ConnectionString + ";Database=nowhere")
        );

        Assert.Contains("has no such database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_of_this_program_go_on_beside_a_newer_one_that_allows_it_and_no_other()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        await using (await PostgresStore.OpenAsync(schema)) { }
        await PostgresServer.ExecuteAsync(schema, "UPDATE tabletap_schema SET version = 99");
        await using (await PostgresStore.OpenAsync(schema)) { }
        Assert.Equal(
            99,
            await PostgresServer.ExecuteAsync(schema, "SELECT version FROM tabletap_schema")
        );

        await PostgresServer.ExecuteAsync(schema, "UPDATE tabletap_schema SET compatible = 98");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            PostgresStore.OpenAsync(schema)
        );

        Assert.Contains("newer TableTap", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_harms_none_that_is_written_with_it()
    {
        await using var journal = await PostgresStore.OpenAsync(
            await RealPostgres.NewSchemaAsync()
        );
        string[] texts = ["good", "bad\0", "fine", "broken\ud800", "last"];

        var results = await Task.WhenAll(
            texts.Select(
                async (text, number) =>
                {
                    try
                    {
                        return (
                            await journal.AppendAsync(
                                Batch.Of($"stream{number}", 0).Fact("1", text),
                                Cancel
                            )
                        ).Committed
                            ? "written"
                            : "conflict";
                    }
                    catch (BatchRefusedException)
                    {
                        return "refused";
                    }
                }
            )
        );

        Assert.Equal(["written", "refused", "written", "refused", "written"], results);
        Assert.Equal(
            ["stream0", "stream2", "stream4"],
            (await journal.StreamsAsync(Cancel)).Order()
        );
        Assert.Null(journal.Health.Trouble);
    }

    /// <summary>PgBouncer lends a connection for one transaction at a time.</summary>
    [Fact]
    public async Task A_pool_that_lends_connections_by_the_transaction_may_stand_between()
    {
        Assert.SkipUnless(PgBouncer.IsInstalled, "PgBouncer is not installed.");
        var server = await RealPostgres.Shared;
        await using var pool = await PgBouncer.StartAsync(server.Port);
        var words = await server.NewDatabaseAsync(pool.Port);
        await using var one = await PostgresStore.OpenAsync(words);
        await using var two = await PostgresStore.OpenAsync(words);
        var general = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
        var listening = Task.WhenAll(
            PostgresStore.ListenAsync(one, 80),
            PostgresStore.ListenAsync(two, 80)
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, 80)
                .Select(async number =>
                {
                    var journal = number % 2 == 0 ? one : two;
                    await journal.AppendAsync(
                        Batch.Of($"s{number}", 0).Fact("1").Message(general, $"m{number}"),
                        Cancel
                    );
                    await journal.HeadsAsync([general], Cancel);
                    await journal.CutAsync(new($"s{number}", 0, [general]), Cancel);
                })
        );

        Assert.All(
            await listening,
            heard =>
                Assert.Equal(
                    Enumerable.Range(1, 80).Select(n => (long)n),
                    heard.Select(message => message.Sequence)
                )
        );
    }
}
