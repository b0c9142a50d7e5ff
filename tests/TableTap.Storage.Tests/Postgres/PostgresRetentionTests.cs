using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Retention in a database that servers reach directly.</summary>
public sealed class PostgresRetentionTests()
    : PostgresRetentionContract(RealPostgres.NewSchemaAsync);

/// <summary>Retention behind a pool that lends connections by the transaction.</summary>
public sealed class PooledRetentionTests(PooledPostgres pool)
    : PostgresRetentionContract(() => pool.NewDatabaseAsync()),
        IClassFixture<PooledPostgres>;

/// <summary>What is old goes, and nothing goes before its time, by time that truly passed.</summary>
/// <param name="newStore">Makes an empty store, and says how it is reached.</param>
public abstract class PostgresRetentionContract(Func<Task<string>> newStore) : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private string _schema = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _schema = await newStore();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task History_is_cut_into_slices_that_go_as_a_whole_when_all_of_them_is_old()
    {
        await using var journal = await OpenAsync();
        await SayAsync(journal, "m1");
        await PassAsync(TimeSpan.FromHours(2));
        await SayAsync(journal, "m2");
        await PassAsync(TimeSpan.FromHours(21));
        await SayAsync(journal, "m3");
        Assert.Equal("m1 m2 m3", await KeptAsync(journal));
        Assert.Equal(3L, await AskAsync("SELECT count(*) FROM slice"));

        // The first slice ended with the second, after two hours.
        await PassAsync(TimeSpan.FromHours(3) + TimeSpan.FromMinutes(1));
        await UntilAsync(async () => await KeptAsync(journal) == "m2 m3");

        Assert.Equal(
            new ChannelHead(3, 2),
            (await journal.HeadsAsync([General], Cancel)).Heads[General]
        );
        Assert.Null(await journal.LocateAsync("m1", [General], Cancel));
        Assert.Equal(2, (await journal.LocateAsync("m2", [General], Cancel))!.Single().Sequence);
        Assert.Null(await journal.PlaceAsync(0, [General], Cancel));
        Assert.Equal(1, (await journal.PlaceAsync(1, [General], Cancel))!.Single().Sequence);
        Assert.Equal(
            2L,
            await AskAsync(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('message')"
            )
        );
        Assert.Null(journal.Health.HistoryCut);
    }

    [Fact]
    public async Task A_history_that_is_too_large_loses_its_oldest_slice_early_and_says_so()
    {
        await using var journal = await OpenAsync(options =>
            options with
            {
                HistoryMaxBytes = 24_000,
            }
        );
        for (var number = 0; number < 60; number++)
        {
            await journal.AppendAsync(
                Batch.Of("demo") with
                {
                    Messages = [Batch.Draft(General, $"m{number}", size: 1_000)],
                },
                Cancel
            );
        }

        await PassAsync(TimeSpan.FromMinutes(1));
        await UntilAsync(async () => (await JournalBytesAsync()) <= 24_000);

        var head = (await journal.HeadsAsync([General], Cancel)).Heads[General];
        Assert.Equal(60, head.Sequence);
        Assert.InRange(head.Oldest, 30, 60);
        await UntilAsync(() => Task.FromResult(journal.Health.HistoryCut is not null));
    }

    [Fact]
    public async Task Answers_records_and_audit_lines_go_when_their_time_is_over_and_not_before()
    {
        using var keys = new ServerKeys(
            KeyRing.Empty,
            new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(365)),
            _time,
            _ => { },
            _ => { }
        );
        var seal = new MessageSeal(keys);
        await using var journal = await OpenAsync(options =>
            options with
            {
                Seal = seal,
                AuditRetention = TimeSpan.FromDays(2),
            }
        );
        await WriteAsync("1");
        await PassAsync(TimeSpan.FromHours(23));
        await WriteAsync("2");

        await PassAsync(TimeSpan.FromHours(1.5));
        await UntilAsync(async () => await AskAsync("SELECT count(*) FROM answer") is 1L);
        Assert.Null(await journal.FindAnswerAsync(Batch.AnswerTo("1").Key, Cancel));
        Assert.NotNull(await journal.FindAnswerAsync(Batch.AnswerTo("2").Key, Cancel));
        await UntilAsync(async () => await journal.CountRecordsAsync("pin", Cancel) == 1);

        await PassAsync(TimeSpan.FromHours(24));
        await UntilAsync(async () => await AskAsync("SELECT count(*) FROM audit") is 1L);
        var head = Assert.Single(await journal.AuditHeadsAsync(Cancel));
        Assert.Equal((2, 1), (head.Head.Number, head.Head.Trimmed));
        Assert.True(seal.Holds(head.Head, head.Token));
        Assert.False(
            Assert.Single((await journal.ReadAuditAsync(new(9), Cancel)).Entries).Line.TellsOfChange
        );

        async Task WriteAsync(string id) =>
            Assert.True(
                (
                    await journal.AppendAsync(
                        Batch.Of("demo").Answer(Batch.AnswerTo(id)).Audit("demo", id) with
                        {
                            Records =
                            [
                                new("pin", id, 0, "1"u8.ToArray())
                                {
                                    KeptFor = TimeSpan.FromHours(24),
                                },
                            ],
                        },
                        Cancel
                    )
                ).Committed
            );
    }

    [Fact]
    public async Task A_chain_that_somebody_changed_says_so_for_good()
    {
        using var keys = new ServerKeys(
            KeyRing.Empty,
            new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(365)),
            _time,
            _ => { },
            _ => { }
        );
        PostgresJournalOptions Sealed(PostgresJournalOptions options) =>
            options with
            {
                Seal = new MessageSeal(keys),
            };
        await using (var journal = await OpenAsync(Sealed))
        {
            await journal.AppendAsync(Batch.Of("demo").Audit("demo", "m1"), Cancel);
        }

        await AskAsync(
            "UPDATE chain SET hash = '\\x" + Convert.ToHexString(SHA256.HashData([1])) + "'"
        );
        await using var again = await OpenAsync(Sealed);
        await again.AppendAsync(Batch.Of("demo").Audit("demo", "m2"), Cancel);

        Assert.Equal(
            [false, true, false],
            (await again.ReadAuditAsync(new(9), Cancel)).Entries.Select(entry =>
                entry.Line.TellsOfChange
            )
        );
    }

    [Fact]
    public async Task Facts_that_a_base_holds_go_and_with_them_what_was_found_by_them()
    {
        await using var journal = await OpenAsync();
        await journal.AppendAsync(
            Batch
                .Of("demo", 0)
                .Fact("1", "a")
                .Fact("2", "b")
                .Fact("3", "b")
                .Enter("a", Batch.Noon, "x")
                .Enter("b", Batch.Noon, "x"),
            Cancel
        );
        await PassAsync(TimeSpan.FromHours(1));
        await journal.AppendAsync(Batch.Of("demo", 3).Fact("4", "c"), Cancel);
        await PassAsync(TimeSpan.FromHours(1));
        await UntilAsync(async () =>
            await journal.OldFactsAsync("demo", TimeSpan.FromHours(1.5), Cancel) == 3
        );
        Assert.Equal(0, await journal.OldFactsAsync("demo", TimeSpan.FromHours(9), Cancel));
        Assert.Equal(0, await journal.OldFactsAsync("nowhere", TimeSpan.Zero, Cancel));

        Assert.True(
            await journal.WriteSnapshotAsync(
                new("demo", SnapshotKind.Base, 1, "s", "state"u8.ToArray(), Batch.Noon),
                Cancel
            )
        );
        await PassAsync(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => await AskAsync("SELECT min(version) FROM fact") is 2L);

        var cut = await journal.CutAsync(new("demo", 4, []) { Find = new(["x"], 9) }, Cancel);
        Assert.Equal(["b"], cut.Subjects.Select(found => found.Subject));
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_ahead_lets_nothing_go()
    {
        await using (var journal = await OpenAsync())
        {
            await SayAsync(journal, "m1");
            await PassAsync(TimeSpan.FromMinutes(2));
        }

        // Only the clock on the wall says that a year has passed.
        _time.SetUtcNow(_time.GetUtcNow() + TimeSpan.FromDays(365));
        await using var again = await OpenAsync();
        await SayAsync(again, "m2");
        await PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("m1 m2", await KeptAsync(again));
    }

    private static async Task SayAsync(IJournal journal, string id) =>
        await journal.AppendAsync(Batch.Of("demo").Message(General, id), Cancel);

    private static async Task<string> KeptAsync(IJournal journal) =>
        string.Join(
            ' ',
            (
                await journal.ReadMessagesAsync([new(General, 0)], new(1000, int.MaxValue), Cancel)
            ).Messages.Select(message => message.MessageId)
        );

    private Task<PostgresJournal> OpenAsync(
        Func<PostgresJournalOptions, PostgresJournalOptions>? change = null
    ) => PostgresStore.OpenAsync(_schema, change, _time);

    // In steps, as time does: a round of retention comes with each. One that was not yet waiting for the clock gets a minute more.
    private async Task PassAsync(TimeSpan time)
    {
        var steps = Math.Clamp((int)time.TotalMinutes, 1, 3);
        for (var step = 0; step < steps; step++)
        {
            var (before, looks) = (await AskAsync("SELECT age FROM store"), 0);
            _time.Advance(time / steps);
            await UntilAsync(async () =>
            {
                if (++looks % 20 == 0)
                {
                    _time.Advance(TimeSpan.FromMinutes(1));
                }

                return !before!.Equals(await AskAsync("SELECT age FROM store"));
            });
        }
    }

    private async Task<decimal> JournalBytesAsync() =>
        (decimal)(await AskAsync("SELECT sum(bytes) FROM slice"))!;

    private Task<object?> AskAsync(string sql) => PostgresServer.ExecuteAsync(_schema, sql);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Patience.Bound);
        while (!await holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, Cancel);
        }
    }
}
