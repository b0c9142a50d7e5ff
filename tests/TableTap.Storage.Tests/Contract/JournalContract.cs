using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>
/// What every journal must keep: each sentence of <see cref="IJournal"/> has a test in one of the suites that derive from
/// this. An implementation inherits them all.
/// </summary>
public abstract class JournalContract(ContractStore store) : IAsyncLifetime
{
    protected static readonly ChannelName General = ChannelName.Of(
        ChannelKinds.CafeGeneral,
        "demo"
    );

    protected static readonly ChannelName Staff = ChannelName.Of(ChannelKinds.CafeStaff, "demo");

    protected static readonly ChannelName Guest = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "guest-1"
    );

    protected static readonly PageLimit Plenty = new(1000, int.MaxValue);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected ContractStore Store => store;

    protected IJournal Journal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Journal = await store.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task RestartAsync()
    {
        await Journal.DisposeAsync();
        Journal = await store.OpenAsync();
    }

    protected async Task<AppendOutcome> AppendAsync(AppendBatch batch) =>
        await Journal.AppendAsync(batch, Cancel);

    /// <summary>Appends one message to each channel in turn, each in a commit's batch of its own.</summary>
    protected async Task SayAsync(params (ChannelName Channel, string Id)[] messages)
    {
        foreach (var (channel, id) in messages)
        {
            Assert.True((await AppendAsync(Batch.Of("demo").Message(channel, id))).Committed);
        }
    }

    protected async Task<MessagePage> ReadAsync(
        PageLimit limit,
        params (ChannelName Channel, long Sequence)[] after
    ) =>
        await Journal.ReadMessagesAsync(
            [.. after.Select(place => new ChannelPosition(place.Channel, place.Sequence))],
            limit,
            Cancel
        );

    protected async Task<List<StoredFact>> FactsAsync(string stream, long after = 0)
    {
        var facts = new List<StoredFact>();
        await foreach (var fact in Journal.ReadStreamAsync(stream, after, Cancel))
        {
            facts.Add(fact);
        }

        return facts;
    }

    /// <summary>Takes committed messages until there are so many.</summary>
    protected async Task<List<StoredMessage>> HearAsync(int count)
    {
        var heard = new List<StoredMessage>();
        while (heard.Count < count)
        {
            heard.AddRange(await Journal.Committed.ReadAsync(Cancel).AsTask().Soon());
        }

        return heard;
    }

    protected static string Ids(IEnumerable<StoredMessage> messages) =>
        string.Join(' ', messages.Select(message => message.MessageId));
}
