using System.Threading.Channels;
using TableTap.Protocol;
using TableTap.Realtime;

namespace TableTap.Server.Tests.Cafes;

/// <summary>A journal that takes the café's opening, and then always had somebody else first.</summary>
internal sealed class AlwaysLate : IJournal
{
    private readonly MemoryJournal inner = new();
    private bool open = true;

    public string Epoch => inner.Epoch;

    public JournalHealth Health => inner.Health;

    public ChannelReader<IReadOnlyList<StoredMessage>> Committed => inner.Committed;

    public async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (!open)
        {
            return new(false, batch.ExpectedVersion ?? 0, 0);
        }

        open = false;
        return await inner.AppendAsync(batch, cancellationToken);
    }

    public IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        CancellationToken cancellationToken
    ) => inner.ReadStreamAsync(stream, afterVersion, cancellationToken);

    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => inner.OldFactsAsync(stream, age, cancellationToken);

    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        inner.StreamsAsync(cancellationToken);

    public ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    ) => inner.ReadMessagesAsync(after, limit, cancellationToken);

    public ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => inner.HeadsAsync(channels, cancellationToken);

    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) => inner.CutAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => inner.LocateAsync(messageId, channels, cancellationToken);

    public ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => inner.CursorsAsync(channels, cancellationToken);

    public ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    ) => inner.FindAnswerAsync(key, cancellationToken);

    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => inner.ReadAuditAsync(query, cancellationToken);

    public ValueTask WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    ) => inner.WriteSnapshotAsync(snapshot, cancellationToken);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) => inner.ReadSnapshotAsync(stream, kind, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
