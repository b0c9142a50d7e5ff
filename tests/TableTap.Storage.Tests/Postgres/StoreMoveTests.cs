using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Moving;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>An embedded store moves into PostgreSQL, and nobody who comes back notices.</summary>
public sealed class StoreMoveTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest-1"
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_there_under_the_same_numbers_and_goes_on_from_there()
    {
        await using var temp = await FilledAsync();
        var before = await ReadAsync(temp.Journal);
        await temp.Journal.DisposeAsync();
        var target = await RealPostgres.NewSchemaAsync();
        var told = new List<(long Done, long All)>();

        var rows = await StoreMove.RunAsync(
            temp.Path,
            Options(target),
            (done, all) => told.Add((done, all)),
            Cancel
        );

        Assert.True(rows > 1_000);
        Assert.Equal((2 * rows, 2 * rows), told[^1]);
        await using var journal = await PostgresStore.OpenAsync(target);
        Assert.Equal(before, await ReadAsync(journal));
        var version = (await journal.FindRecordAsync("pin", "anna", Cancel))!.Version;
        var batch = Batch
            .Of("demo", 1_200)
            .Fact("on")
            .Message(General, "on")
            .Audit("demo", "on") with
        {
            Records = [new("pin", "anna", version, "2"u8.ToArray())],
        };
        var outcome = await journal.AppendAsync(batch, Cancel);
        Assert.Equal((true, 1_201), (outcome.Committed, outcome.Version));
        Assert.True((await journal.FindRecordAsync("pin", "anna", Cancel))!.Version > version);
        Assert.True((await journal.AppendAsync(Batch.Of("new", 0).Fact("1"), Cancel)).Committed);
        var lines = (await journal.ReadAuditAsync(new(2), Cancel)).Entries;
        Assert.Equal(
            AuditLink.Of(lines[1].Hash.Span, lines[0].Number, lines[0].Line),
            lines[0].Hash.ToArray()
        );
    }

    [Fact]
    public async Task A_move_that_was_stopped_goes_on_and_keeps_servers_out_until_it_ends()
    {
        await using var temp = await FilledAsync();
        var before = await ReadAsync(temp.Journal);
        await temp.Journal.DisposeAsync();
        var target = await RealPostgres.NewSchemaAsync();

        for (var stopAfter = 1L; ; stopAfter += 400)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                await StoreMove.RunAsync(
                    temp.Path,
                    Options(target),
                    (done, _) =>
                    {
                        if (done >= stopAfter)
                        {
                            stop.Cancel();
                        }
                    },
                    stop.Token
                );
                break;
            }
            catch (OperationCanceledException)
            {
                var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
                    PostgresStore.OpenAsync(target)
                );
                Assert.Contains("has not ended", refused.Message, StringComparison.Ordinal);
            }
        }

        await using var journal = await PostgresStore.OpenAsync(target);
        Assert.Equal(before, await ReadAsync(journal));
    }

    [Fact]
    public async Task A_copy_that_differs_a_store_in_use_and_a_full_database_are_refused()
    {
        await using var temp = await FilledAsync();
        var target = await RealPostgres.NewSchemaAsync();
        var inUse = await RefusedAsync();
        Assert.Contains("uses the store", inUse.Message, StringComparison.Ordinal);

        await temp.Journal.DisposeAsync();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            StoreMove.RunAsync(
                temp.Path,
                Options(target),
                (done, all) =>
                {
                    if (done > all / 2)
                    {
                        stop.Cancel();
                    }
                },
                stop.Token
            )
        );
        await PostgresServer.ExecuteAsync(
            target,
            "UPDATE fact SET data = '\\x00' WHERE version = 700"
        );
        Assert.Contains("not the same", (await RefusedAsync()).Message, StringComparison.Ordinal);

        var full = await RealPostgres.NewSchemaAsync();
        await using (var other = await PostgresStore.OpenAsync(full))
        {
            await other.AppendAsync(Batch.Of("demo", 0).Fact("1"), Cancel);
        }

        target = full;
        Assert.Contains("holds a store", (await RefusedAsync()).Message, StringComparison.Ordinal);

        Task<StoreRefusedException> RefusedAsync() =>
            Assert.ThrowsAsync<StoreRefusedException>(() =>
                StoreMove.RunAsync(temp.Path, Options(target), (_, _) => { }, Cancel)
            );
    }

    [Fact]
    public async Task The_embedded_store_is_another_history_after_the_move()
    {
        await using var temp = await FilledAsync();
        var epoch = temp.Journal.Epoch;
        await temp.Journal.DisposeAsync();
        var target = await RealPostgres.NewSchemaAsync();

        await StoreMove.RunAsync(temp.Path, Options(target), (_, _) => { }, Cancel);

        await using var journal = await PostgresStore.OpenAsync(target);
        using var left = StoreInspection.Open(temp.Path);
        Assert.Equal(epoch, journal.Epoch);
        Assert.NotEqual(epoch, left.Figures().Epoch);
    }

    /// <summary>The database has everything, and both have one epoch: nothing but the store's new one is missing.</summary>
    [Fact]
    public async Task A_move_that_was_killed_before_its_last_step_ends_when_it_is_run_again()
    {
        await using var temp = await FilledAsync();
        var (before, epoch) = (await ReadAsync(temp.Journal), temp.Journal.Epoch);
        await temp.Journal.DisposeAsync();
        var target = await RealPostgres.NewSchemaAsync();
        var rows = await MoveTwinAsync(temp.Path, target);
        Assert.Equal(epoch, EpochOf(temp.Path));

        var told = new List<(long Done, long All)>();
        var again = await StoreMove.RunAsync(
            temp.Path,
            Options(target),
            (done, all) => told.Add((done, all)),
            Cancel
        );

        Assert.Equal(rows, again);
        Assert.Equal((2 * rows, 2 * rows), told[^1]);
        Assert.NotEqual(epoch, EpochOf(temp.Path));
        await using (var journal = await PostgresStore.OpenAsync(target))
        {
            Assert.Equal(before, await ReadAsync(journal));
        }

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            StoreMove.RunAsync(temp.Path, Options(target), (_, _) => { }, Cancel)
        );
        Assert.Contains("holds a store", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_move_is_not_ended_once_a_server_has_gone_on_with_the_database()
    {
        await using var temp = await FilledAsync();
        var epoch = temp.Journal.Epoch;
        await temp.Journal.DisposeAsync();
        var target = await RealPostgres.NewSchemaAsync();
        await MoveTwinAsync(temp.Path, target);
        await using (var journal = await PostgresStore.OpenAsync(target))
        {
            await journal.AppendAsync(Batch.Of("demo").Fact("on"), Cancel);
        }

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() =>
            StoreMove.RunAsync(temp.Path, Options(target), (_, _) => { }, Cancel)
        );

        Assert.Contains("has gone on", refused.Message, StringComparison.Ordinal);
        Assert.Equal(epoch, EpochOf(temp.Path));
    }

    /// <summary>A pool that lends connections by the transaction stands between, also where the copy was stopped and goes on.</summary>
    [Fact]
    public async Task A_store_moves_through_a_pool_of_connections()
    {
        await using var pool = await PooledPostgres.StartAsync();
        await using var temp = await FilledAsync();
        var before = await ReadAsync(temp.Journal);
        await temp.Journal.DisposeAsync();
        var target = await pool.NewDatabaseAsync();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            StoreMove.RunAsync(
                temp.Path,
                Options(target),
                (done, _) =>
                {
                    if (done > 1_000)
                    {
                        stop.Cancel();
                    }
                },
                stop.Token
            )
        );

        await StoreMove.RunAsync(temp.Path, Options(target), (_, _) => { }, Cancel);

        await using (var journal = await PostgresStore.OpenAsync(target))
        {
            Assert.Equal(before, await ReadAsync(journal));
        }
    }

    // Moves a copy of a store: afterwards the store itself is as one whose move was killed before the new epoch.
    private static async Task<long> MoveTwinAsync(string store, string target)
    {
        var twin = store + ".twin";
        File.Copy(store, twin);
        return await StoreMove.RunAsync(twin, Options(target), (_, _) => { }, Cancel);
    }

    private static string EpochOf(string store)
    {
        using var inspection = StoreInspection.Open(store);
        return inspection.Figures().Epoch;
    }

    private static PostgresJournalOptions Options(string target) =>
        new() { ConnectionString = target };

    private static async Task<TempJournal> FilledAsync()
    {
        var temp = await TempJournal.OpenAsync();
        var batch = Enumerable
            .Range(1, 1_200)
            .Aggregate(
                Batch.Of("demo", 0),
                (facts, number) => facts.Fact($"{number}", $"o{number % 7}")
            )
            .Enter("o1", Batch.Noon, "x")
            .Audit("demo", "a1")
            .Audit("server", "a2");
        await temp.Journal.AppendAsync(
            batch with
            {
                Records = [new("pin", "anna", 0, "1"u8.ToArray()) { Group = "g" }],
            },
            Cancel
        );
        for (var number = 0; number < 40; number++)
        {
            await temp.Journal.AppendAsync(
                Batch
                    .Of("house")
                    .Message(number % 3 == 0 ? Guest : General, $"m{number}")
                    .Answer(Batch.AnswerTo($"c{number}", "yes"))
                    .Audit("demo", $"b{number}"),
                Cancel
            );
        }

        await temp.Journal.AppendAsync(
            Batch.Of("house") with
            {
                Cursors = [new(Guest, 5)],
            },
            Cancel
        );
        var state = new byte[700_000];
        new Random(3).NextBytes(state);
        await temp.Journal.WriteSnapshotAsync(
            new("demo", SnapshotKind.Latest, 900, "shape", state, Batch.Noon),
            Cancel
        );
        return temp;
    }

    // Everything that a reader could see, as text.
    private static async Task<string> ReadAsync(IJournal journal)
    {
        var lines = new List<string> { journal.Epoch };
        await foreach (var fact in journal.ReadStreamAsync("demo", 0, Cancel))
        {
            lines.Add($"{fact.Version} {fact.Type} {fact.At:O} {Hex(fact.Data)}");
        }

        var page = await journal.ReadMessagesAsync(
            [new(General, 0), new(Guest, 0)],
            new(1_000, int.MaxValue),
            Cancel
        );
        lines.AddRange(
            page.Messages.Select(m =>
                $"{m.Position} {m.Channel.Text} {m.Sequence} {m.MessageId} {Hex(m.Frame)}"
            )
        );
        lines.Add(
            $"{page.Position} {(await journal.HeadsAsync([General], Cancel)).Heads[General]}"
        );
        lines.Add($"{(await journal.CursorsAsync([Guest], Cancel))[Guest]}");
        for (var number = 0; number < 40; number++)
        {
            var answer = await journal.FindAnswerAsync(Batch.AnswerTo($"c{number}").Key, Cancel);
            lines.Add($"{answer!.At:O} {Hex(answer.Frame)} {Hex(answer.RequestHash)}");
        }

        var audit = await journal.ReadAuditAsync(new(1_000), Cancel);
        lines.AddRange(audit.Entries.Select(e => $"{e.Number} {e.Line} {Hex(e.Hash)}"));
        lines.AddRange((await journal.AuditHeadsAsync(Cancel)).Select(head => $"{head}"));
        var record = (await journal.FindRecordAsync("pin", "anna", Cancel))!;
        lines.Add($"{record.Version} {record.Group} {Hex(record.Data)}");
        var cut = await journal.CutAsync(
            new("demo", 1_200, []) { Subjects = ["o3"], Find = new(["x"], 3) },
            Cancel
        );
        lines.AddRange(
            cut.Subjects.Select(one =>
                $"{one.Subject} {string.Join(',', one.Facts.Select(fact => fact.Version))}"
            )
        );
        var snapshot = (await journal.ReadSnapshotAsync("demo", SnapshotKind.Latest, Cancel))!;
        lines.Add($"{snapshot.Version} {snapshot.Shape} {snapshot.At:O} {Hex(snapshot.Data)}");
        lines.AddRange(await journal.StreamsAsync(Cancel));
        return string.Join('\n', lines);
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
