using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A command line that writes to the store of a running server.</summary>
public sealed class BesideServerTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly FakeTimeProvider _time = new(Batch.Noon);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_writes_is_heard_by_the_server_in_commit_order()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await using var beside = await BesideAsync(temp.Path);
        var expected = new List<string>();
        for (var number = 0; number < 20; number++)
        {
            var journal = number % 3 == 0 ? beside : temp.Journal;
            await SayAsync(journal, $"m{number}");
            expected.Add($"m{number}");
        }

        var heard = await HearAsync(temp, 20);

        Assert.Equal(expected, heard.Select(message => message.MessageId));
        Assert.Equal(
            Enumerable.Range(1, 20).Select(number => (long)number),
            heard.Select(message => message.Sequence)
        );
        Assert.False(beside.Committed.TryRead(out _));
    }

    [Fact]
    public async Task A_sweep_finds_it_where_the_server_itself_writes_nothing()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await using var beside = await BesideAsync(temp.Path);
        for (var number = 0; number < 3; number++)
        {
            await SayAsync(beside, $"m{number}");
        }

        var hearing = HearAsync(temp, 3);
        await Patience.UntilAsync(
            () => hearing.IsCompleted,
            () => _time.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Equal(["m0", "m1", "m2"], (await hearing).Select(message => message.MessageId));
    }

    [Fact]
    public async Task Both_see_each_others_versions()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await using var beside = await BesideAsync(temp.Path);

        Assert.True((await AppendAsync(temp.Journal, Batch.Of("demo", 0).Fact("1"))).Committed);
        Assert.False((await AppendAsync(beside, Batch.Of("demo", 0).Fact("x"))).Committed);
        Assert.True((await AppendAsync(beside, Batch.Of("demo", 1).Fact("2"))).Committed);
        Assert.Equal(
            new AppendOutcome(Committed: false, 2, 0),
            await AppendAsync(temp.Journal, Batch.Of("demo", 1).Fact("x"))
        );
        Assert.True((await AppendAsync(temp.Journal, Batch.Of("demo", 2).Fact("3"))).Committed);
    }

    [Fact]
    public async Task Both_may_write_as_fast_as_they_can()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await using var beside = await BesideAsync(temp.Path);
        var hearing = HearAsync(temp, 300);
        await Task.WhenAll(WriteAsync(temp.Journal, "a", 200), WriteAsync(beside, "b", 100));
        await Patience.UntilAsync(
            () => hearing.IsCompleted,
            () => _time.Advance(TimeSpan.FromSeconds(1))
        );

        var heard = await hearing;
        Assert.Equal(
            Enumerable.Range(1, 300).Select(number => (long)number),
            heard.Select(message => message.Sequence)
        );
        Assert.Equal(300, heard.Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(heard.Select(m => m.Position).Order(), heard.Select(m => m.Position));

        async Task WriteAsync(SqliteJournal journal, string name, int count)
        {
            for (var number = 0; number < count; number++)
            {
                await SayAsync(journal, $"{name}{number}");
            }
        }
    }

    [Fact]
    public async Task It_makes_no_store_of_its_own()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "journal.db");

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => BesideAsync(path));

        Assert.Contains("cannot be opened", refused.Message, StringComparison.Ordinal);
    }

    private Task<SqliteJournal> BesideAsync(string path) =>
        SqliteJournal.OpenAsync(
            new SqliteJournalOptions { Path = path, BesideServer = true },
            _time,
            NullLogger.Instance,
            Cancel
        );

    private static async Task<AppendOutcome> AppendAsync(
        SqliteJournal journal,
        AppendBatch batch
    ) => await journal.AppendAsync(batch, Cancel);

    private static async Task SayAsync(SqliteJournal journal, string id) =>
        Assert.True((await AppendAsync(journal, Batch.Of("demo").Message(General, id))).Committed);

    private static async Task<List<StoredMessage>> HearAsync(TempJournal temp, int count)
    {
        var heard = new List<StoredMessage>();
        while (heard.Count < count)
        {
            heard.AddRange(await temp.Journal.Committed.ReadAsync(Cancel).AsTask().Soon());
        }

        return heard;
    }
}
