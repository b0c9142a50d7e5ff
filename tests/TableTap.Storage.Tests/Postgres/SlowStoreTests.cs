using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;
using TableTap.Testing.Peers;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// Hints that come while the store has not answered yet, as it is far from it: they are handed over, and do not wait for the answer.
/// </summary>
public sealed class SlowStoreTests : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    // This server looks at the store when the test lets time pass; the other one never does.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FakeTimeProvider _still = new(TimeProvider.System.GetUtcNow());
    private readonly MemoryBackplane _backplane = new();
    private string _schema = null!;
    private Cluster _here = null!;
    private PostgresJournal _other = null!;
    private PostgresJournal _own = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _schema = await RealPostgres.NewSchemaAsync();
        _here = new(_backplane.Open(), [1, 2, 3], TimeProvider.System, NullLogger.Instance);
        _other = await PostgresStore.OpenAsync(_schema, Patient, _still);
        _own = await PostgresStore.OpenAsync(
            _schema,
            options => Patient(options) with { Hints = _here.Hints },
            _time
        );
        _here.Join(_own.Epoch);
        await Patience.UntilAsync(() => _here.IsHealthy);

        static PostgresJournalOptions Patient(PostgresJournalOptions options) =>
            options with
            {
                Patience = Patience.Bound,
            };
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _other.DisposeAsync();
        await _own.DisposeAsync();
    }

    [Fact]
    public async Task A_hint_does_not_wait_for_a_look_at_the_store()
    {
        var told = await TellElsewhereAsync("told");
        await using var held = await HoldStoreAsync();
        await Patience.UntilAsync(
            () => IsWaitedForAsync(held),
            () => _time.Advance(TimeSpan.FromMilliseconds(50))
        );
        var heard = PostgresStore.ListenAsync(_own, 1);

        _here.Hints.Take(told);

        Assert.Equal("told", Assert.Single(await heard.Soon()).MessageId);
    }

    [Fact]
    public async Task A_hint_does_not_wait_for_a_commit_of_this_server()
    {
        var told = await TellElsewhereAsync("told");
        Task<AppendOutcome> own;
        await using (var held = await HoldStoreAsync())
        {
            own = TellAsync(_own, "own");
            await Patience.UntilAsync(() => IsWaitedForAsync(held));
            var heard = PostgresStore.ListenAsync(_own, 1);

            _here.Hints.Take(told);
            await Patience.UntilAsync(
                () => heard.IsCompleted,
                () => _time.Advance(TimeSpan.FromMilliseconds(10))
            );

            Assert.Equal("told", Assert.Single(await heard).MessageId);
            Assert.False(own.IsCompleted);
        }

        var next = PostgresStore.ListenAsync(_own, 1);
        Assert.True((await own.Soon()).Committed);
        Assert.Equal("own", Assert.Single(await next.Soon()).MessageId);
    }

    /// <summary>What this server was told while the answer was on its way is younger than the answer, and no history went back.</summary>
    [Fact]
    public async Task An_answer_of_the_store_that_hints_have_overtaken_is_no_loss()
    {
        var first = PostgresStore.ListenAsync(_own, 1);
        await TellAsync(_own, "own");
        var own = Assert.Single(await first.Soon());
        await using (var held = await HoldStoreAsync())
        {
            await Patience.UntilAsync(
                () => IsWaitedForAsync(held),
                () => _time.Advance(TimeSpan.FromMilliseconds(50))
            );
            var ahead = PostgresStore.ListenAsync(_own, 1);
            _here.Hints.Take(
                new(
                    own.Position,
                    own.Position + 1,
                    [own with { Position = own.Position + 1, Sequence = own.Sequence + 1 }],
                    [],
                    []
                )
            );
            await ahead.Soon();
        }

        // It is in the store by the next look.
        await TellAsync(_other, "ahead");
        await TellAsync(_other, "next");
        var heard = PostgresStore.ListenAsync(_own, 1);
        await Patience.UntilAsync(
            () => heard.IsCompleted,
            () => _time.Advance(TimeSpan.FromMilliseconds(50))
        );

        Assert.Equal("next", Assert.Single(await heard).MessageId);
    }

    // Told by nobody to this server.
    private async Task<CommitHint> TellElsewhereAsync(string id)
    {
        var heard = PostgresStore.ListenAsync(_other, 1);
        await TellAsync(_other, id);
        var message = Assert.Single(await heard.Soon());
        return new(message.Position - 1, message.Position, [message], [], []);
    }

    private static Task<AppendOutcome> TellAsync(PostgresJournal journal, string id) =>
        journal.AppendAsync(Batch.Of("a").Fact("1").Message(General, id), Cancel).AsTask();

    private async Task<NpgsqlConnection> HoldStoreAsync()
    {
        var connection = new NpgsqlConnection(_schema + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; LOCK TABLE store IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    private async Task<bool> IsWaitedForAsync(NpgsqlConnection held) =>
        (long?)
            await PostgresServer.ExecuteAsync(
                _schema,
                FormattableString.Invariant(
                    $"SELECT count(*) FROM pg_stat_activity WHERE {held.ProcessID} = ANY(pg_blocking_pids(pid))"
                )
            ) > 0;
}
