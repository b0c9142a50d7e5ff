using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Decides a group of batches on locked heads, one after the other, and collects the rows that it leaves. Knows no database.
/// Not thread-safe.
/// </summary>
/// <param name="store">The heads, which it moves.</param>
/// <param name="epoch">The name of the history.</param>
/// <param name="seal">What signs and covers critical messages and signs heads of the audit; null for nothing.</param>
/// <param name="age">How old the store is.</param>
/// <param name="now">The time of the commit.</param>
/// <param name="turns">Whose turn it is, where others write to the same streams.</param>
/// <param name="signed">Chains whose ends are known to be what a server signed.</param>
internal sealed class GroupDraft(
    LockedStore store,
    string epoch,
    MessageSeal? seal,
    TimeSpan age,
    DateTimeOffset now,
    Turns turns,
    SignedChains signed
)
{
    /// <summary>What a message costs beyond its frame: its id and its places in the indexes.</summary>
    private const int MessageOverhead = 160;

    private readonly ChainDraft _chains = new(store, seal, signed);
    private readonly HashSet<string> _gaveWay = [];

    /// <summary>The streams that others moved since a batch of the group was decided.</summary>
    public HashSet<long> Missed { get; } = [];

    /// <summary>The heads as the group leaves them.</summary>
    public LockedStore Store => store;

    /// <summary>How old the store is.</summary>
    public TimeSpan Age => age;

    /// <summary>When the group is committed.</summary>
    public DateTimeOffset Now => now;

    public List<(long Stream, long Version, NewFact Fact)> Facts { get; } = [];

    public HashSet<(long Stream, string Term, long At, string Subject)> Entries { get; } = [];

    public List<StoredMessage> Messages { get; } = [];

    public List<StoredAnswer> Answers { get; } = [];

    public Dictionary<
        (string Kind, string Key),
        (long Version, RecordChange Change)
    > Records { get; } = [];

    public Dictionary<long, long> Cursors { get; } = [];

    /// <summary>The lines of the audit, linked.</summary>
    public IReadOnlyList<ChainDraft.Row> Audit => _chains.Rows;

    /// <summary>By how much the history grows, in bytes.</summary>
    public long HistoryBytes { get; private set; }

    /// <summary>Whether there is anything to write.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Decides a batch: takes all of it, or nothing where it conflicts.</summary>
    /// <exception cref="KeyNotFoundException">A name is not there that was said to be.</exception>
    public AppendOutcome Add(AppendBatch batch)
    {
        var version = store.Streams.GetValueOrDefault(batch.Stream)?.Last ?? 0;
        if (Conflicts(batch, version))
        {
            return new(Committed: false, version, 0);
        }

        HasAny = true;
        if (batch.Facts.Count + batch.Index.Count > 0)
        {
            version = AddFacts(batch, store.Streams[batch.Stream]);
        }

        var (position, sequences) = AddMessages(batch);
        foreach (var answer in batch.Answers)
        {
            store.Answers.Add(answer.Key);
            Answers.Add(answer);
        }

        foreach (var line in batch.Audit)
        {
            _chains.Add(line);
        }

        foreach (var change in batch.Records)
        {
            AddRecord(change);
        }

        foreach (var (channel, sequence) in batch.Cursors)
        {
            MoveCursor(channel.Text, sequence);
        }

        return new(Committed: true, version, position) { Sequences = sequences };
    }

    /// <summary>How old the store must be before the record may go; null where it stays.</summary>
    public long? Until(RecordChange change) =>
        change.KeptFor is { } kept ? (age + kept).Ticks : null;

    private bool Conflicts(AppendBatch batch, long version) =>
        (
            batch.ExpectedVersion is { } expected
            && (IsMissed(batch.Stream, expected, version) || GivesWay(batch.Stream))
        )
        || batch.Records.Any(change =>
            store.Records.GetValueOrDefault((change.Kind, change.Key)) != change.ExpectedVersion
        )
        || batch.Answers.Any(answer => store.Answers.Contains(answer.Key));

    private bool IsMissed(string stream, long expected, long version)
    {
        if (
            expected < version
            && store.Streams.GetValueOrDefault(stream) is { HasMoved: false } head
        )
        {
            Missed.Add(head.Id);
            turns.Lost(stream);
        }

        return expected != version;
    }

    private bool GivesWay(string stream)
    {
        if (
            store.Streams.GetValueOrDefault(stream) is { HasMoved: false } head
            && turns.GivesWay(stream, head.Wish)
        )
        {
            _gaveWay.Add(stream);
        }

        return _gaveWay.Contains(stream);
    }

    private long AddFacts(AppendBatch batch, LockedHead stream)
    {
        foreach (var fact in batch.Facts)
        {
            Facts.Add((stream.Id, stream.Next(), fact));
        }

        foreach (var entry in batch.Index)
        {
            foreach (var term in entry.Terms)
            {
                Entries.Add((stream.Id, term, entry.At.UtcTicks, entry.Subject));
            }
        }

        return stream.Last;
    }

    private (long Position, long[] Sequences) AddMessages(AppendBatch batch)
    {
        var drafts = batch.Messages;
        if (drafts.Count == 0)
        {
            return (0, []);
        }

        var sequences = new long[drafts.Count];
        for (var place = 0; place < sequences.Length; place++)
        {
            sequences[place] = store.Channels[drafts[place].Channel.Text].Next();
        }

        var frames = FrameSealing.Seal(drafts, sequences, epoch, seal);
        var position = 0L;
        for (var place = 0; place < frames.Length; place++)
        {
            var (draft, sequence, frame) = (drafts[place], sequences[place], frames[place]);
            position = ++store.Position;
            HistoryBytes += frame.Length + MessageOverhead;
            Messages.Add(
                new(position, draft.Channel, sequence, draft.MessageId, frame)
                {
                    Trace = draft.Trace,
                }
            );
        }

        return (position, sequences);
    }

    private void AddRecord(RecordChange change)
    {
        var name = (change.Kind, change.Key);
        if (change.Data is null)
        {
            store.Records.Remove(name);
        }
        else
        {
            store.Records[name] = ++store.Record;
        }

        Records[name] = (store.Record, change);
    }

    private void MoveCursor(string channel, long sequence)
    {
        if (store.Channels.GetValueOrDefault(channel) is { Last: > 0 } head)
        {
            var reached = Math.Min(sequence, head.Last);
            Cursors[head.Id] = Math.Max(reached, Cursors.GetValueOrDefault(head.Id));
        }
    }
}
