using System.Threading.Channels;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>A journal that hands everything on to another one; a test overrides where it shall do otherwise.</summary>
/// <param name="journal">The journal that does the work; it is closed with this one.</param>
public abstract class JournalDecorator(IJournal journal) : IJournal
{
    public string Epoch => journal.Epoch;

    public JournalHealth Health => journal.Health;

    public virtual ChannelReader<IReadOnlyList<StoredMessage>> Committed => journal.Committed;

    public virtual ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    ) => journal.AppendAsync(batch, cancellationToken);

    public virtual ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    ) => journal.FindAnswerAsync(key, cancellationToken);

    public virtual IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        CancellationToken cancellationToken
    ) => journal.ReadStreamAsync(stream, afterVersion, cancellationToken);

    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    ) => journal.OldFactsAsync(stream, age, cancellationToken);

    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken) =>
        journal.StreamsAsync(cancellationToken);

    public virtual ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(
        CancellationToken cancellationToken
    ) => journal.VersionsAsync(cancellationToken);

    public ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    ) => journal.ReadMessagesAsync(after, limit, cancellationToken);

    public virtual ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => journal.HeadsAsync(channels, cancellationToken);

    public ValueTask<JournalCut> CutAsync(
        CutRequest request,
        CancellationToken cancellationToken
    ) => journal.CutAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => journal.LocateAsync(messageId, channels, cancellationToken);

    public ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => journal.PlaceAsync(position, channels, cancellationToken);

    public ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => journal.CursorsAsync(channels, cancellationToken);

    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => journal.ReadAuditAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<SignedHead>> AuditHeadsAsync(
        CancellationToken cancellationToken
    ) => journal.AuditHeadsAsync(cancellationToken);

    public virtual ValueTask<bool> WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    ) => journal.WriteSnapshotAsync(snapshot, cancellationToken);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    ) => journal.ReadSnapshotAsync(stream, kind, cancellationToken);

    public virtual ValueTask<StoredRecord?> FindRecordAsync(
        string kind,
        string key,
        CancellationToken cancellationToken
    ) => journal.FindRecordAsync(kind, key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        RecordQuery query,
        CancellationToken cancellationToken
    ) => journal.ReadRecordsAsync(query, cancellationToken);

    public ValueTask<long> CountRecordsAsync(string kind, CancellationToken cancellationToken) =>
        journal.CountRecordsAsync(kind, cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
