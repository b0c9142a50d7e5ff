using Microsoft.Data.Sqlite;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>What goes when, what stays, and that numbers go on.</summary>
public sealed class RetentionTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");
    private readonly ProcessClock _time = new(Batch.Noon);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_go_after_a_day_and_heads_tell_the_oldest_that_is_left()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await SayAsync(temp, General, 3);
        await SayAsync(temp, Staff, 1);
        _time.Advance(TimeSpan.FromHours(23));
        await SayAsync(temp, General, 2);
        Assert.Equal(new(5, 1), await HeadAsync(temp, General));

        _time.Advance(TimeSpan.FromMinutes(62));
        await Patience.UntilAsync(async () => (await HeadAsync(temp, General)).Oldest == 4);

        Assert.Equal(new(5, 4), await HeadAsync(temp, General));
        Assert.Equal(new(1, 2), await HeadAsync(temp, Staff));
        var page = await temp.Journal.ReadMessagesAsync(
            [new(General, 0), new(Staff, 0)],
            new PageLimit(10, 100_000),
            Cancel
        );
        Assert.Equal([4, 5], page.Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task A_message_is_placed_as_long_as_it_is_kept_also_among_trimmed_ones()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await SayAsync(temp, General, 3, "old");
        await SayAsync(temp, Staff, 2, "gone");
        var trimmed = (await temp.Journal.HeadsAsync([General], Cancel)).Position;
        _time.Advance(TimeSpan.FromHours(23));
        await SayAsync(temp, General, 2, "new");
        _time.Advance(TimeSpan.FromMinutes(62));
        await Patience.UntilAsync(async () => (await HeadAsync(temp, General)).Oldest == 4);

        Assert.Null(await temp.Journal.LocateAsync("old1", [General], Cancel));
        Assert.Equal(
            [new(General, 4), new(Staff, 2)],
            await temp.Journal.LocateAsync("new1", [General, Staff], Cancel)
        );
        Assert.Null(await temp.Journal.PlaceAsync(trimmed - 1, [General, Staff], Cancel));
        Assert.Equal(
            [new(General, 3), new(Staff, 2)],
            await temp.Journal.PlaceAsync(trimmed, [General, Staff], Cancel)
        );
    }

    [Fact]
    public async Task Sequences_and_positions_go_on_after_everything_was_trimmed_and_a_restart()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await SayAsync(temp, General, 5);
        var last = (await temp.Journal.HeadsAsync([], Cancel)).Position;
        _time.Advance(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => (await HeadAsync(temp, General)).Oldest == 6);
        await temp.RestartAsync();
        Assert.Equal(new(5, 6), await HeadAsync(temp, General));
        Assert.Equal(last, (await temp.Journal.HeadsAsync([], Cancel)).Position);

        await SayAsync(temp, General, 1);

        var page = await temp.Journal.ReadMessagesAsync(
            [new(General, 5)],
            new PageLimit(10, 100_000),
            Cancel
        );
        Assert.Equal(6, page.Messages.Single().Sequence);
        Assert.True(page.Messages.Single().Position > last);
    }

    [Fact]
    public async Task History_over_its_size_goes_oldest_first_and_no_further_than_needed()
    {
        const int Most = 64 << 10;
        await using var temp = await TempJournal.OpenAsync(
            _time,
            options => options with { HistoryMaxBytes = Most, TrimBatchSize = 7 }
        );
        var size = 0L;
        for (var number = 1; number <= 50; number++)
        {
            var draft = Batch.Draft(number % 2 == 0 ? General : Staff, $"m{number}", 2000);
            size += draft.Seal((number + 1) / 2).Length + 160;
            await AppendAsync(temp, Batch.Of("demo") with { Messages = [draft] });
        }

        var kept = (int)(Most / (size / 50));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Patience.UntilAsync(async () => await CountAsync(temp, "message") <= kept);

        var page = await temp.Journal.ReadMessagesAsync(
            [new(General, 0), new(Staff, 0)],
            new PageLimit(100, int.MaxValue),
            Cancel
        );
        Assert.Equal(
            Enumerable.Range(51 - kept, kept).Select(number => $"m{number}"),
            page.Messages.Select(message => message.MessageId)
        );
    }

    [Fact]
    public async Task Answers_go_after_a_day_and_their_id_may_then_be_used_again()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        var key = Batch.AnswerTo("c1").Key;
        await AppendAsync(temp, Batch.Of("demo").Answer(Batch.AnswerTo("c1")));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await temp.Journal.FindAnswerAsync(key, Cancel));

        _time.Advance(TimeSpan.FromMinutes(62));
        await Patience.UntilAsync(async () =>
            await temp.Journal.FindAnswerAsync(key, Cancel) is null
        );

        await AppendAsync(
            temp,
            Batch.Of("demo").Answer(Batch.AnswerTo("c1", "anew") with { At = _time.GetUtcNow() })
        );
        Assert.NotNull(await temp.Journal.FindAnswerAsync(key, Cancel));
    }

    [Fact]
    public async Task Audit_lines_go_after_a_year_and_their_numbers_go_on()
    {
        await using var temp = await TempJournal.OpenAsync(
            _time,
            options => options with { SweepInterval = TimeSpan.FromMinutes(1) }
        );
        await AppendAsync(temp, Batch.Of("demo").Audit("demo", "c1").Audit("demo", "c2"));
        _time.Advance(TimeSpan.FromDays(364));
        await SayAsync(temp, General, 1);
        Assert.Equal(2, await CountAsync(temp, "audit"));
        _time.Advance(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => await CountAsync(temp, "audit") == 0);

        await AppendAsync(temp, Batch.Of("demo").Audit("demo", "c3"));

        Assert.Equal(3, Ask(temp, "SELECT max(number) FROM audit"));
    }

    [Fact]
    public async Task Facts_stay_as_long_as_no_base_holds_them()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await AppendAsync(temp, Batch.Of("demo", 0).Fact("1").Message(General, "m1"));
        _time.Advance(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => await CountAsync(temp, "message") == 0);

        Assert.Equal(1, await CountAsync(temp, "fact"));
    }

    [Fact]
    public async Task Facts_go_up_to_the_base_of_their_stream_and_versions_go_on()
    {
        await using var temp = await TempJournal.OpenAsync(
            _time,
            options => options with { TrimBatchSize = 3 }
        );
        await FactsAsync(temp, "demo", 10);
        await FactsAsync(temp, "other", 4);
        await BaseAsync(temp, "demo", 8);
        await BaseAsync(temp, "other", 1);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Patience.UntilAsync(async () => await CountAsync(temp, "fact") == 2 + 3);

        var left = new List<long>();
        await foreach (var fact in temp.Journal.ReadStreamAsync("demo", 0, Cancel))
        {
            left.Add(fact.Version);
        }

        Assert.Equal([9, 10], left);
        Assert.Equal(
            11,
            (await temp.Journal.AppendAsync(Batch.Of("demo", 10).Fact("x"), Cancel)).Version
        );
        Assert.Equal(
            8,
            (await temp.Journal.ReadSnapshotAsync("demo", SnapshotKind.Base, Cancel))!.Version
        );
    }

    [Fact]
    public async Task A_latest_snapshot_frees_no_fact()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        await FactsAsync(temp, "demo", 5);
        await temp.Journal.WriteSnapshotAsync(
            new("demo", SnapshotKind.Latest, 5, "s", new byte[1], Batch.Noon),
            Cancel
        );
        await SayAsync(temp, General, 1);
        _time.Advance(TimeSpan.FromDays(2));
        await Patience.UntilAsync(async () => await CountAsync(temp, "message") == 0);

        Assert.Equal(5, await CountAsync(temp, "fact"));
    }

    [Fact]
    public async Task History_cut_for_space_is_told_until_it_is_whole_again_also_after_a_restart()
    {
        await using var temp = await TempJournal.OpenAsync(
            _time,
            options => options with { HistoryMaxBytes = 64 << 10 }
        );
        await LargeAsync(temp, 40);
        Assert.Null(temp.Journal.Health.HistoryCut);
        var cut = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        await Patience.UntilAsync(() =>
            Task.FromResult(temp.Journal.Health.HistoryCut is not null)
        );
        Assert.Equal(cut, temp.Journal.Health.HistoryCut);

        await temp.RestartAsync();
        Assert.Equal(cut, temp.Journal.Health.HistoryCut);
        _time.Advance(TimeSpan.FromHours(24));
        Assert.Null(temp.Journal.Health.HistoryCut);
    }

    [Fact]
    public async Task The_disk_gets_back_what_trimming_freed()
    {
        await using var temp = await TempJournal.OpenAsync(_time);
        for (var number = 0; number < 40; number++)
        {
            var draft = Batch.Draft(General, $"m{number}", 200_000);
            await AppendAsync(temp, Batch.Of("demo") with { Messages = [draft] });
        }

        var before = Ask(temp, "PRAGMA page_count");
        _time.Advance(TimeSpan.FromDays(2));
        await Patience.UntilAsync(() =>
            Task.FromResult(Ask(temp, "PRAGMA page_count") < before / 3)
        );
        Assert.Equal(0, await CountAsync(temp, "message"));
    }

    private static async Task SayAsync(
        TempJournal temp,
        ChannelName channel,
        int count,
        string id = "m"
    )
    {
        for (var number = 1; number <= count; number++)
        {
            await AppendAsync(temp, Batch.Of("demo").Message(channel, $"{id}{number}"));
        }
    }

    private static async Task FactsAsync(TempJournal temp, string stream, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await AppendAsync(temp, Batch.Of(stream, number).Fact("x"));
        }
    }

    private static async Task BaseAsync(TempJournal temp, string stream, long version) =>
        await temp.Journal.WriteSnapshotAsync(
            new(stream, SnapshotKind.Base, version, "shape", new byte[10], Batch.Noon),
            Cancel
        );

    private static async Task LargeAsync(TempJournal temp, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var draft = Batch.Draft(General, $"m{number}", 2000);
            await AppendAsync(temp, Batch.Of("demo") with { Messages = [draft] });
        }
    }

    private static async Task AppendAsync(TempJournal temp, AppendBatch batch) =>
        Assert.True((await temp.Journal.AppendAsync(batch, Cancel)).Committed);

    private static async Task<ChannelHead> HeadAsync(TempJournal temp, ChannelName channel) =>
        (await temp.Journal.HeadsAsync([channel], Cancel)).Heads[channel];

    private static Task<long> CountAsync(TempJournal temp, string table) =>
        Task.FromResult(Ask(temp, $"SELECT count(*) FROM {table}"));

#pragma warning disable CA2100 // The texts are this file's.
    private static long Ask(TempJournal temp, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={temp.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
#pragma warning restore CA2100
}
