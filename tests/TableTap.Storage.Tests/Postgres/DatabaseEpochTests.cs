using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>A database that PostgreSQL's own tools brought back gets a new epoch, for its numbers are given a second time.</summary>
public sealed class DatabaseEpochTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Stopped, restored, started: no server ran that could have noticed.</summary>
    [Fact]
    public async Task A_backup_that_was_restored_while_no_server_ran_goes_on_under_another_epoch()
    {
        RealPostgres.Require();
        await using var server = await PostgresServer.StartAsync();
        var told = await SayOnceAsync(server.ConnectionString, "m1");
        await server.KillAsync();
        await server.KeepCopyAsync();
        await server.StartAgainAsync();
        var lost = await SayOnceAsync(server.ConnectionString, "m2");
        await server.KillAsync();
        await server.FallBackAsync();
        await server.StartAgainAsync();

        var begun = await DatabaseEpoch.BeginAsync(Options(server.ConnectionString), Cancel);

        var again = await SayOnceAsync(server.ConnectionString, "m3");
        Assert.Equal(told.Epoch, lost.Epoch);
        Assert.Equal(lost.Position, again.Position);
        Assert.NotEqual(lost.Epoch, again.Epoch);
        Assert.Equal((again.Epoch, told.Position), begun);
    }

    [Fact]
    public async Task A_server_that_has_the_database_open_ends_and_the_next_one_has_the_new_epoch()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        await using var journal = await PostgresStore.OpenAsync(schema);

        var (epoch, _) = await DatabaseEpoch.BeginAsync(Options(schema), Cancel);

        await Assert.ThrowsAnyAsync<Exception>(() => journal.Committed.Completion.Soon());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => SayAsync(journal, "m1"));
        await using var again = await PostgresStore.OpenAsync(schema);
        Assert.Equal(epoch, again.Epoch);
    }

    [Fact]
    public async Task A_database_without_a_store_or_with_a_part_of_one_is_refused()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        var empty = await RefusedAsync();
        await using (await PostgresStore.OpenAsync(schema)) { }
        await PostgresServer.ExecuteAsync(schema, "CREATE TABLE moving (epoch text)");
        var epoch = await EpochAsync();

        var half = await RefusedAsync();

        Assert.Contains("holds no store", empty.Message, StringComparison.Ordinal);
        Assert.Contains("has not ended", half.Message, StringComparison.Ordinal);
        Assert.Equal(epoch, await EpochAsync());

        Task<object?> EpochAsync() =>
            PostgresServer.ExecuteAsync(schema, "SELECT epoch FROM store");

        Task<StoreRefusedException> RefusedAsync() =>
            Assert.ThrowsAsync<StoreRefusedException>(() =>
                DatabaseEpoch.BeginAsync(Options(schema), Cancel)
            );
    }

    private static PostgresJournalOptions Options(string words) =>
        new() { ConnectionString = words };

    // What a server that is started and stopped again tells its readers.
    private static async Task<(string Epoch, long Position)> SayOnceAsync(string words, string id)
    {
        await using var journal = await PostgresStore.OpenAsync(words);
        var listening = PostgresStore.ListenAsync(journal, 1);
        await SayAsync(journal, id);
        return (journal.Epoch, (await listening.Soon())[0].Position);
    }

    private static async Task SayAsync(PostgresJournal journal, string id)
    {
        var outcome = await journal.AppendAsync(Batch.Of("demo").Message(General, id), Cancel);
        Assert.True(outcome.Committed);
    }
}
