using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

// Appends to the store at args[0] until it is killed and prints the id of each batch once it is acknowledged.
// Each producer decides on the version its stream has, and says the same on two channels.
await using var journal = await SqliteJournal.OpenAsync(
    new SqliteJournalOptions { Path = args[0], TrimInterval = TimeSpan.FromMilliseconds(100) },
    TimeProvider.System,
    NullLogger.Instance,
    CancellationToken.None
);
var channels = new[] { "a", "b" };
var listening = Task.Run(async () =>
{
    await foreach (var _ in journal.Committed.ReadAllAsync()) { }
});
await Task.WhenAll(Enumerable.Range(0, 8).Select(producer => ProduceAsync($"p{producer}")));
await listening;

async Task ProduceAsync(string stream)
{
    var version = 0L;
    await foreach (var fact in journal.ReadStreamAsync(stream, 0, CancellationToken.None))
    {
        version = fact.Version;
    }

    while (true)
    {
        var id = $"{stream}_{version + 1}";
        var batch = Batch
            .Of(stream, version)
            .Fact(id)
            .Answer(Batch.AnswerTo(id) with { At = TimeProvider.System.GetUtcNow() });
        foreach (var channel in channels)
        {
            batch = batch.Message(ChannelName.Of(ChannelKinds.CounterOrders, channel), id);
        }

        var outcome = await journal.AppendAsync(batch, CancellationToken.None);
        version = outcome.Committed
            ? outcome.Version
            : throw new InvalidOperationException($"{id} conflicts with {outcome.Version}");
        lock (channels)
        {
            Console.Out.WriteLine(id);
            Console.Out.Flush();
        }
    }
}
