using System.Diagnostics.Metrics;
using System.Globalization;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Storage.Tests.Sqlite;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>A PostgreSQL with a standby that follows it; none where it is not installed.</summary>
public sealed class StandbyPair : IAsyncLifetime
{
    public PostgresServer Primary { get; private set; } = null!;

    public PostgresServer Standby { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
        {
            Primary = await PostgresServer.StartAsync();
            Standby = await Primary.StartStandbyAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Standby is not null)
        {
            await Standby.DisposeAsync();
        }

        if (Primary is not null)
        {
            await Primary.DisposeAsync();
        }
    }
}

/// <summary>History comes from the replica where it is fresh enough, and is the same from wherever it comes.</summary>
public sealed class HistoryReplicaTests : IClassFixture<StandbyPair>, IAsyncDisposable
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");

    private readonly StandbyPair _pair;
    private readonly Meter _meter = new("replica");
    private readonly CounterReading _pages;
    private PostgresJournal? _journal;
    private string? _schema;

    public HistoryReplicaTests(StandbyPair pair)
    {
        RealPostgres.Require();
        _pair = pair;
        _pages = new(_meter, "tabletap.replica.pages");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        _pages.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_replica_that_knows_all_that_was_told_gives_the_history()
    {
        await OpenAsync(standby: true);
        await SayAsync(0, 3);

        await UntilFreshAsync("m0", "m1", "m2");
    }

    [Fact]
    public async Task A_replica_that_lags_gives_pages_of_which_there_are_more_and_no_last_one()
    {
        await OpenAsync(standby: true);
        await SayAsync(0, 3);
        await UntilFreshAsync("m0", "m1", "m2");

        await RunThereAsync("SELECT pg_wal_replay_pause()::text");
        try
        {
            await Patience.UntilAsync(async () =>
                (string?)await RunThereAsync("SELECT pg_get_wal_replay_pause_state()") == "paused"
            );
            await SayAsync(3, 1);
            var (fresh, behind) = (_pages.Of("fresh"), _pages.Of("behind"));

            Assert.Equal(["m0", "m1", "m2", "m3"], await ReadAsync(after: 0, most: 10));
            Assert.Equal((fresh, behind + 1), (_pages.Of("fresh"), _pages.Of("behind")));

            Assert.Equal(["m0"], await ReadAsync(after: 0, most: 1));
            Assert.Equal((fresh + 1, behind + 1), (_pages.Of("fresh"), _pages.Of("behind")));
        }
        finally
        {
            await RunThereAsync("SELECT pg_wal_replay_resume()::text");
        }

        await UntilFreshAsync("m0", "m1", "m2", "m3");
    }

    [Fact]
    public async Task A_replica_that_is_not_there_is_no_trouble_and_not_asked_all_the_time()
    {
        var log = new ListLog();
        await OpenAsync(
            standby: true,
            change: options =>
                options with
                {
                    ReplicaConnectionString = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Host=127.0.0.1;Port={PostgresServer.FreePort()};Username=tabletap"
                    ),
                },
            log
        );
        await SayAsync(0, 2);

        Assert.Equal(["m0", "m1"], await ReadAsync(after: 0, most: 10));
        Assert.Equal(["m1"], await ReadAsync(after: 1, most: 10));

        Assert.Equal((0, 2), (_pages.Of("fresh"), _pages.Of("failed")));
        Assert.Null(_journal!.Health.Trouble);
        Assert.Single(log.Events, id => id == 4114);
    }

    [Fact]
    public async Task A_database_that_follows_none_is_no_replica()
    {
        await OpenAsync(standby: false);
        await SayAsync(0, 1);

        Assert.Equal(["m0"], await ReadAsync(after: 0, most: 10));

        Assert.Equal((0, 1), (_pages.Of("fresh"), _pages.Of("failed")));
    }

    [Fact]
    public async Task The_doctor_tells_a_replica_from_what_is_none()
    {
        await OpenAsync(standby: true);
        await SayAsync(0, 1);
        await UntilFreshAsync("m0");

        Assert.Null(await DatabaseFitness.LookAtReplicaAsync(At(_schema!, standby: true), Cancel));
        Assert.Contains(
            "no standby",
            await DatabaseFitness.LookAtReplicaAsync(At(_schema!, standby: false), Cancel),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Storage:ReplicaConnectionString",
            await DatabaseFitness.LookAtReplicaAsync("Password=pw", Cancel),
            StringComparison.Ordinal
        );
    }

    private string At(string reached, bool standby) =>
        standby
            ? reached.Replace(
                string.Create(CultureInfo.InvariantCulture, $"Port={_pair.Primary.Port};"),
                string.Create(CultureInfo.InvariantCulture, $"Port={_pair.Standby.Port};"),
                StringComparison.Ordinal
            )
            : reached;

    private async Task OpenAsync(
        bool standby,
        Func<PostgresJournalOptions, PostgresJournalOptions>? change = null,
        ListLog? log = null
    )
    {
        var schema = await _pair.Primary.NewSchemaAsync();
        var journal = await PostgresStore.OpenAsync(
            schema,
            options =>
            {
                options = options with
                {
                    ReplicaConnectionString = At(schema, standby),
                    Meter = _meter,
                };
                return change?.Invoke(options) ?? options;
            },
            log: log
        );
        // Nobody waits for the dispatcher.
        _ = Task.Run(
            async () =>
            {
                await foreach (var _ in journal.Committed.ReadAllAsync()) { }
            },
            Cancel
        );
        (_schema, _journal) = (schema, journal);
    }

    private async Task SayAsync(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var outcome = await _journal!.AppendAsync(
                Batch
                    .Of("demo", number)
                    .Fact("1")
                    .Message(General, string.Create(CultureInfo.InvariantCulture, $"m{number}")),
                Cancel
            );
            Assert.True(outcome.Committed);
        }
    }

    private async Task<string[]> ReadAsync(long after, int most)
    {
        var page = await _journal!.ReadMessagesAsync(
            [new(General, after)],
            new(most, int.MaxValue),
            Cancel
        );
        return [.. page.Messages.Select(message => message.MessageId)];
    }

    // Whoever gives it, it is all that was told.
    private async Task UntilFreshAsync(params string[] told)
    {
        var fresh = _pages.Of("fresh");
        await Patience.UntilAsync(async () =>
        {
            Assert.Equal(told, await ReadAsync(after: 0, most: 10));
            return _pages.Of("fresh") > fresh;
        });
    }

    private Task<object?> RunThereAsync(string sql) =>
        PostgresServer.ExecuteAsync(_pair.Standby.ConnectionString, sql);
}
