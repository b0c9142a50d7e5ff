using System.Threading.Channels;
using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Journal;

/// <summary>
/// The store of everything that happened: facts of streams, messages of channels, answers of commands, audit lines.
/// One of the product's seams; every implementation passes the same contract suite. Thread-safe.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Names this journal's history; changes only when an operator restores an older one (section 2).</summary>
    string Epoch { get; }

    /// <summary>How it is doing now; asked as often as one likes.</summary>
    JournalHealth Health { get; }

    /// <summary>
    /// Every committed batch of messages, in commit order, exactly once, for the one dispatcher of this process. Bounded:
    /// a dispatcher that stands still stops commits, never grows memory.
    /// </summary>
    ChannelReader<IReadOnlyList<StoredMessage>> Committed { get; }

    /// <summary>
    /// Writes a batch in one transaction and returns when it is durable. A stream that has moved past
    /// <see cref="AppendBatch.ExpectedVersion"/>, a record that is at another version than expected, or an answer that another
    /// batch stored first, is a conflict: nothing of the batch is written. Where several servers write to one stream, the journal may also
    /// answer so that another one comes first: who decides again on what the stream says by then is served.
    /// </summary>
    /// <param name="batch">What was decided.</param>
    /// <param name="cancellationToken">Stops waiting; the batch may still be written.</param>
    /// <exception cref="JournalUnavailableException">The store cannot write now; nothing of the batch was written.</exception>
    /// <exception cref="BatchRefusedException">This batch can never be stored; nothing of it was written.</exception>
    ValueTask<AppendOutcome> AppendAsync(AppendBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// A stream's facts after a version, in order. The first ones may be gone, but only up to the version of its
    /// <see cref="SnapshotKind.Base"/>.
    /// </summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="afterVersion">0 for all.</param>
    /// <param name="cancellationToken">Stops reading the facts.</param>
    IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The version of a stream up to which its facts are as old as that or older, by time that truly passed and not by what
    /// the wall clock said when they happened; 0 where none are (section 7).
    /// </summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="age">How old facts are at least.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<long> OldFactsAsync(string stream, TimeSpan age, CancellationToken cancellationToken);

    /// <summary>The names of all streams.</summary>
    /// <param name="cancellationToken">Stops waiting for the names.</param>
    ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken);

    /// <summary>How far each stream has come, whoever wrote to it; asked for often.</summary>
    /// <param name="cancellationToken">Stops waiting for the versions.</param>
    /// <exception cref="JournalUnavailableException">They cannot be read now.</exception>
    ValueTask<IReadOnlyList<StreamVersion>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The next messages after the given positions, over all their channels in commit order; at least one message where
    /// there is one, however large.
    /// </summary>
    /// <param name="after">The channels and the last sequence already had of each.</param>
    /// <param name="limit">How much at most.</param>
    /// <param name="cancellationToken">Stops reading the page.</param>
    ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    );

    /// <summary>The range of history of each channel, read at one commit; a channel never written to is 0 and 1.</summary>
    /// <param name="channels">The channels to look up.</param>
    /// <param name="cancellationToken">Stops waiting for the heads.</param>
    ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    );

    /// <summary>Reads a stream, subjects of it and the range of channels, all at one commit.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="cancellationToken">Stops reading the cut.</param>
    ValueTask<JournalCut> CutAsync(CutRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// For each channel the sequence it had when the message was committed (its last one in commit order up to and
    /// including that message); null where the message is not, or no longer, in the history.
    /// </summary>
    /// <param name="messageId">A server message's id.</param>
    /// <param name="channels">The channels to place.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// For each channel the sequence it had at a commit position; null where the position is beyond the last commit, or where what followed
    /// it is no longer whole in the history.
    /// </summary>
    /// <param name="position">A commit position.</param>
    /// <param name="channels">The channels to place.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<IReadOnlyList<ChannelPosition>?> PlaceAsync(
        long position,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    );

    /// <summary>How far the owner of each channel has confirmed it; 0 where nothing was (section 7).</summary>
    /// <param name="channels">The channels to look up.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    );

    /// <summary>The answer a command got, remembered for 24 h (section 4).</summary>
    /// <param name="key">Whose command it was.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    ValueTask<StoredAnswer?> FindAnswerAsync(AnswerKey key, CancellationToken cancellationToken);

    /// <summary>The answers that some commands got, as <see cref="FindAnswerAsync"/> finds each; a journal that is far away is asked once for all.</summary>
    /// <param name="keys">Whose commands they were.</param>
    /// <param name="cancellationToken">Stops waiting for the answers.</param>
    /// <returns>Those that are remembered, in no order.</returns>
    async ValueTask<IReadOnlyList<StoredAnswer>> FindAnswersAsync(
        IReadOnlyList<AnswerKey> keys,
        CancellationToken cancellationToken
    )
    {
        List<StoredAnswer>? found = null;
        for (var index = 0; index < keys.Count; index++)
        {
            if (await FindAnswerAsync(keys[index], cancellationToken) is { } answer)
            {
                (found ??= []).Add(answer);
            }
        }

        return (IReadOnlyList<StoredAnswer>?)found ?? [];
    }

    /// <summary>Lines of the audit, the latest first, with their place in their chain (section 9).</summary>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Stops reading the page.</param>
    ValueTask<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>The heads of all chains of the audit, by the chains' names, read at one commit (section 9).</summary>
    /// <param name="cancellationToken">Stops waiting for the heads.</param>
    ValueTask<IReadOnlyList<SignedHead>> AuditHeadsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a snapshot in place of the stream's last one of its kind, or as the continuation of it, written in pieces between which
    /// appends go on. An older one than that is not kept, and neither is one that continues another than the last.
    /// </summary>
    /// <param name="snapshot">The snapshot to keep.</param>
    /// <param name="cancellationToken">Stops writing; then the last one stays.</param>
    /// <returns>Whether it is kept.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot write now; the last one stays.</exception>
    ValueTask<bool> WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    );

    /// <summary>A stream's last snapshot of a kind with all that continues it; null where there is none.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="kind">What the snapshot is for.</param>
    /// <param name="cancellationToken">Stops reading the snapshot.</param>
    ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    );

    /// <summary>A record as it is now; null where there is none.</summary>
    /// <param name="kind">The kind of the record.</param>
    /// <param name="key">The key of the record.</param>
    /// <param name="cancellationToken">Stops waiting for the record.</param>
    ValueTask<StoredRecord?> FindRecordAsync(
        string kind,
        string key,
        CancellationToken cancellationToken
    );

    /// <summary>Records of a kind in the order of their keys.</summary>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Stops reading the page.</param>
    ValueTask<IReadOnlyList<StoredRecord>> ReadRecordsAsync(
        RecordQuery query,
        CancellationToken cancellationToken
    );

    /// <summary>How many records of a kind there are.</summary>
    /// <param name="kind">The kind of the records.</param>
    /// <param name="cancellationToken">Stops counting.</param>
    ValueTask<long> CountRecordsAsync(string kind, CancellationToken cancellationToken);
}
