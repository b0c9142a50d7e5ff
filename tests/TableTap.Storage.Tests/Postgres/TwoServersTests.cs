using System.Globalization;
using System.Text;
using Npgsql;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Several servers that reach one database directly.</summary>
public sealed class TwoServersTests() : TwoServersContract(RealPostgres.NewSchemaAsync);

/// <summary>Several servers behind one pool that lends connections by the transaction.</summary>
public sealed class PooledServersTests(PooledPostgres pool)
    : TwoServersContract(() => pool.NewDatabaseAsync()),
        IClassFixture<PooledPostgres>;

/// <summary>Several servers on one database: the database is the referee, and everybody hears everything.</summary>
/// <param name="newStore">Makes an empty store, and says how it is reached.</param>
public abstract class TwoServersContract(Func<Task<string>> newStore) : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");
    private string _schema = null!;
    private PostgresJournal _one = null!;
    private PostgresJournal _two = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _schema = await newStore();
        // Both make the tables at the same time.
        var both = await Task.WhenAll(OpenAsync(), OpenAsync());
        (_one, _two) = (both[0], both[1]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_one is not null)
        {
            await _one.DisposeAsync();
            await _two.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Servers_share_an_epoch_and_see_at_once_what_the_other_wrote()
    {
        Assert.Equal(_one.Epoch, _two.Epoch);
        await _one.AppendAsync(
            Batch.Of("demo", 0).Fact("1").Answer(Batch.AnswerTo("c1", "yes")),
            Cancel
        );

        var late = await _two.AppendAsync(Batch.Of("demo", 0).Fact("2"), Cancel);
        var repeat = await _two.AppendAsync(
            Batch.Of("other", 0).Fact("2").Answer(Batch.AnswerTo("c1", "no")),
            Cancel
        );

        Assert.Equal(new AppendOutcome(Committed: false, 1, 0), late);
        Assert.False(repeat.Committed);
        Assert.Equal(
            "yes",
            Encoding.UTF8.GetString(
                (await _two.FindAnswerAsync(Batch.AnswerTo("c1").Key, Cancel))!.Frame.Span
            )
        );
    }

    [Fact]
    public async Task Each_hears_what_both_committed_in_one_order_and_without_a_hole()
    {
        const int Each = 150;
        var listening = Task.WhenAll(
            PostgresStore.ListenAsync(_one, 4 * Each),
            PostgresStore.ListenAsync(_two, 4 * Each)
        );
        await Task.WhenAll(TellAsync(_one, "a"), TellAsync(_two, "b"));

        var heard = await listening;
        Assert.Equal(Places(heard[0]), Places(heard[1]));
        Assert.Equal(
            Enumerable.Range(1, 4 * Each).Select(n => (long)n),
            heard[0].Select(m => m.Position)
        );
        foreach (var channel in heard[0].GroupBy(message => message.Channel))
        {
            Assert.Equal(
                Enumerable.Range(1, 2 * Each).Select(n => (long)n),
                channel.Select(message => message.Sequence)
            );
        }

        var page = await _two.ReadMessagesAsync(
            [new(General, 0), new(Staff, 0)],
            new(10_000, int.MaxValue),
            Cancel
        );
        Assert.Equal(Places(heard[0]), Places(page.Messages));

        async Task TellAsync(PostgresJournal journal, string name)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, Each)
                    .Select(async number =>
                        await journal.AppendAsync(
                            Batch
                                .Of($"{name}{number}", 0)
                                .Fact("1")
                                .Message(number % 2 == 0 ? General : Staff, $"{name}{number}")
                                .Message(number % 2 == 0 ? Staff : General, $"{name}{number}+"),
                            Cancel
                        )
                    )
            );
        }

        static IEnumerable<(long, string, long, string)> Places(IEnumerable<StoredMessage> all) =>
            all.Select(m => (m.Position, m.Channel.Text, m.Sequence, m.MessageId));
    }

    /// <summary>Both write to one café, and decide again on each conflict, as the café's loop does.</summary>
    [Fact]
    public async Task Two_that_hammer_one_stream_lose_and_double_nothing()
    {
        const int Each = 60;
        var written = await Task.WhenAll(WriteAsync(_one, "a"), WriteAsync(_two, "b"));

        var facts = new List<string>();
        await foreach (var fact in _one.ReadStreamAsync("demo", 0, Cancel))
        {
            facts.Add(Encoding.UTF8.GetString(fact.Data.Span));
            Assert.Equal(facts.Count, fact.Version);
        }

        Assert.Equal(2 * Each, facts.Count);
        Assert.Equal(written[0], facts.Where(fact => fact[0] == 'a'));
        Assert.Equal(written[1], facts.Where(fact => fact[0] == 'b'));

        async Task<List<string>> WriteAsync(PostgresJournal journal, string name)
        {
            var (own, version) = (new List<string>(), 0L);
            while (own.Count < Each)
            {
                var word = string.Create(CultureInfo.InvariantCulture, $"{name}{own.Count}");
                var outcome = await journal.AppendAsync(
                    Batch.Of("demo", version).Fact(word),
                    Cancel
                );
                version = outcome.Version;
                if (outcome.Committed)
                {
                    own.Add(word);
                }
            }

            return own;
        }
    }

    /// <summary>Whoever writes without a pause would always be first.</summary>
    [Fact]
    public async Task The_one_that_came_too_late_is_given_way_once()
    {
        await _one.AppendAsync(Batch.Of("demo", 0).Fact("1"), Cancel);
        var late = await _two.AppendAsync(Batch.Of("demo", 0).Fact("x"), Cancel);

        var givesWay = await _one.AppendAsync(Batch.Of("demo", 1).Fact("y"), Cancel);
        var next = await _two.AppendAsync(Batch.Of("demo", 1).Fact("2"), Cancel);
        var then = await _one.AppendAsync(Batch.Of("demo", 2).Fact("3"), Cancel);

        Assert.Equal(new AppendOutcome(Committed: false, 1, 0), late);
        Assert.Equal(new AppendOutcome(Committed: false, 1, 0), givesWay);
        Assert.Equal((true, true), (next.Committed, then.Committed));
    }

    [Fact]
    public async Task A_wish_of_one_that_never_comes_back_holds_nobody_up()
    {
        await _one.AppendAsync(Batch.Of("demo", 0).Fact("1"), Cancel);
        await _two.AppendAsync(Batch.Of("demo", 0).Fact("x"), Cancel);

        Assert.False((await _one.AppendAsync(Batch.Of("demo", 1).Fact("2"), Cancel)).Committed);
        Assert.True((await _one.AppendAsync(Batch.Of("demo", 1).Fact("2"), Cancel)).Committed);
        Assert.True((await _one.AppendAsync(Batch.Of("demo", 2).Fact("3"), Cancel)).Committed);
    }

    /// <summary>Whoever waits for one of them holds those before it and none behind it: so no two servers ever wait for each other.</summary>
    [Fact]
    public async Task A_commit_takes_its_stream_its_channels_by_name_its_chain_and_the_store_in_this_order()
    {
        string[] order =
        [
            "stream WHERE name = 'demo'",
            $"channel WHERE name = '{General.Text}'",
            $"channel WHERE name = '{Staff.Text}'",
            "chain WHERE name = 'demo'",
            "store",
        ];
        await using var journal = await PostgresStore.OpenAsync(
            _schema,
            options => options with { Patience = Patience.Bound }
        );
        // The rows stand in the tables in another order.
        await journal.AppendAsync(Batch.Of("demo").Audit("demo", "m").Message(Staff, "s"), Cancel);
        await journal.AppendAsync(Batch.Of("demo").Message(General, "g").Fact("1"), Cancel);

        for (var held = 0; held < order.Length; held++)
        {
            await using var holder = new NpgsqlConnection(_schema + ";Pooling=false");
            await holder.OpenAsync(Cancel);
            await Sql.RunAsync(
                holder,
                [Sql.Of("BEGIN"), Sql.Of($"SELECT 1 FROM {order[held]} FOR UPDATE")],
                Cancel
            );
            await using var question = new NpgsqlCommand("SELECT pg_backend_pid()", holder);
            var process = (int)(await question.ExecuteScalarAsync(Cancel))!;

            var append = journal
                .AppendAsync(
                    Batch
                        .Of("demo")
                        .Audit("demo", $"m{held}")
                        .Message(Staff, $"s{held}")
                        .Message(General, $"g{held}")
                        .Fact("2"),
                    Cancel
                )
                .AsTask();
            await Patience.UntilAsync(async () =>
                await AskAsync(
                    $"SELECT 1 FROM pg_stat_activity WHERE {process} = ANY (pg_blocking_pids(pid))"
                )
                    is not null
            );
            var isFree = new List<bool>();
            foreach (var place in order)
            {
                isFree.Add(
                    await AskAsync($"SELECT 1 FROM {place} FOR UPDATE SKIP LOCKED") is not null
                );
            }

            Assert.Equal(order.Select((_, place) => place > held), isFree);
            await Sql.RunAsync(holder, [Sql.Of("COMMIT")], Cancel);
            Assert.True((await append.Soon()).Committed);
        }

        Task<object?> AskAsync(string sql) => PostgresServer.ExecuteAsync(_schema, sql);
    }

    [Fact]
    public async Task A_record_and_a_chain_of_the_audit_go_on_from_server_to_server()
    {
        foreach (var journal in new[] { _one, _two, _one })
        {
            var version = (await journal.FindRecordAsync("pin", "anna", Cancel))?.Version ?? 0;
            var batch = Batch.Of("demo").Audit("demo", "m") with
            {
                Records = [new("pin", "anna", version, Encoding.UTF8.GetBytes($"{version}"))],
            };
            Assert.True((await journal.AppendAsync(batch, Cancel)).Committed);
        }

        var page = await _two.ReadAuditAsync(new(10), Cancel);
        var previous = AuditLink.Beginning;
        foreach (var entry in page.Entries.Reverse())
        {
            Assert.Equal(
                AuditLink.Of(previous.Span, entry.Number, entry.Line),
                entry.Hash.ToArray()
            );
            previous = entry.Hash;
        }

        Assert.Equal(3, page.Entries.Count);
        Assert.Equal(3, (await _one.FindRecordAsync("pin", "anna", Cancel))!.Version);
    }

    /// <summary>A server that is stopped in the middle of a commit holds what all others need.</summary>
    [Fact]
    public async Task A_server_that_stands_still_while_it_writes_is_thrown_out()
    {
        await using var still = new NpgsqlConnection(_schema + ";Pooling=false");
        await still.OpenAsync(Cancel);
        await Sql.RunAsync(
            still,
            [
                .. HeadLock.Begin(TimeSpan.FromMilliseconds(300)),
                Sql.Of("SELECT 1 FROM store FOR UPDATE"),
            ],
            Cancel
        );

        var outcome = await _two.AppendAsync(Batch.Of("demo", 0).Fact("1"), Cancel);

        Assert.True(outcome.Committed);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() =>
            Sql.RunAsync(still, [Sql.Of("COMMIT")], Cancel)
        );
    }

    [Fact]
    public async Task Of_servers_that_keep_a_snapshot_at_the_same_time_at_most_one_keeps_it_and_it_is_whole()
    {
        var data = new byte[900_000];
        new Random(1).NextBytes(data);
        var snapshots = Enumerable
            .Range(1, 6)
            .Select(version => new StreamSnapshot(
                "demo",
                SnapshotKind.Latest,
                version,
                "shape",
                data.AsMemory(0, version * 150_000),
                Batch.Noon
            ))
            .ToList();

        var kept = await Task.WhenAll(
            snapshots.Select(
                async (one, number) =>
                    await (number % 2 == 0 ? _one : _two).WriteSnapshotAsync(one, Cancel)
            )
        );

        var read = await _one.ReadSnapshotAsync("demo", SnapshotKind.Latest, Cancel);
        Assert.Contains(true, kept);
        Assert.True(kept[(int)read!.Version - 1]);
        Assert.True(read.Data.Span.SequenceEqual(snapshots[(int)read.Version - 1].Data.Span));
    }

    /// <summary>A failover has lost the last of the facts that this state was made of.</summary>
    [Fact]
    public async Task A_snapshot_of_facts_that_the_database_lost_is_not_kept()
    {
        await _one.AppendAsync(Batch.Of("demo").Fact("1").Fact("2").Fact("3"), Cancel);
        await PostgresServer.ExecuteAsync(
            _schema,
            "UPDATE stream SET last = 2 WHERE name = 'demo'"
        );

        Assert.False(await _one.WriteSnapshotAsync(Of(3), Cancel));
        Assert.True(await _one.WriteSnapshotAsync(Of(2), Cancel));
        Assert.Equal(
            2,
            (await _one.ReadSnapshotAsync("demo", SnapshotKind.Latest, Cancel))!.Version
        );

        static StreamSnapshot Of(long version) =>
            new("demo", SnapshotKind.Latest, version, "shape", new byte[10], Batch.Noon);
    }

    private Task<PostgresJournal> OpenAsync() => PostgresStore.OpenAsync(_schema);
}
