using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>A store to which <c>TableTap.Storage.Appender</c> appended until something ended it.</summary>
internal static class AppendedJournal
{
    private static readonly ChannelName A = ChannelName.Of(ChannelKinds.CounterOrders, "a");
    private static readonly ChannelName B = ChannelName.Of(ChannelKinds.CounterOrders, "b");

    /// <summary>The program that appends.</summary>
    public static string Program { get; } =
        Path.Combine(AppContext.BaseDirectory, "TableTap.Storage.Appender.dll");

    /// <summary>All that was acknowledged is there, once, whole and without a hole; nothing is there by halves.</summary>
    /// <param name="path">The store, which nobody has open.</param>
    /// <param name="acknowledged">What the program had said.</param>
    public static async Task CheckAsync(string path, HashSet<string> acknowledged)
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new SqliteJournalOptions { Path = path },
            TimeProvider.System,
            NullLogger.Instance,
            TestContext.Current.CancellationToken
        );
        var ids = await IdsAsync(journal, A);
        Assert.Equal(ids, await IdsAsync(journal, B));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Subset(ids.ToHashSet(), acknowledged);

        // All or nothing: facts and answers are those of the messages.
        var facts = new List<string>();
        foreach (var stream in await journal.StreamsAsync(CancellationToken.None))
        {
            var version = 0L;
            await foreach (var fact in journal.ReadStreamAsync(stream, 0, CancellationToken.None))
            {
                Assert.Equal(++version, fact.Version);
                facts.Add(Encoding.UTF8.GetString(fact.Data.Span));
            }
        }

        Assert.Equal(ids.Order(), facts.Order());
        foreach (var id in ids)
        {
            Assert.NotNull(
                await journal.FindAnswerAsync(Batch.AnswerTo(id).Key, CancellationToken.None)
            );
        }
    }

    private static async Task<List<string>> IdsAsync(SqliteJournal journal, ChannelName channel)
    {
        var page = await journal.ReadMessagesAsync(
            [new ChannelPosition(channel, 0)],
            new PageLimit(int.MaxValue, int.MaxValue),
            CancellationToken.None
        );
        Assert.False(page.HasMore);
        Assert.Equal(
            Enumerable.Range(1, page.Messages.Count).Select(number => (long)number),
            page.Messages.Select(message => message.Sequence)
        );
        return [.. page.Messages.Select(message => message.MessageId)];
    }
}
