using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Writes batches into the open transaction. Not thread-safe.</summary>
/// <param name="store">The connection that writes.</param>
/// <param name="seal">What signs and covers critical messages; null for nothing.</param>
internal sealed class BatchWriter(StoreWriter store, MessageSeal? seal)
{
    /// <summary>What a message costs beyond its frame: its id and its places in the indexes.</summary>
    public const int MessageOverhead = 160;

    private readonly BoundStatement _fact = store.PrepareBound(
        "INSERT INTO fact (stream, version, type, at, data, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    );

    private readonly BoundStatement _entry = store.PrepareBound(
        "INSERT OR IGNORE INTO entry (stream, term, at, subject) VALUES (?1, ?2, ?3, ?4)"
    );

    private readonly BoundStatement _message = store.PrepareBound(
        "INSERT INTO message (position, channel, sequence, at, message_id, frame) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    );

    private readonly BoundStatement _answered = store.PrepareBound(
        "SELECT 1 FROM answer WHERE message_id = ?1 AND subject = ?2 AND issuer = ?3"
    );

    private readonly BoundStatement _answer = store.PrepareBound(
        "INSERT INTO answer (message_id, subject, issuer, at, request_hash, frame) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    );

    private readonly Statement _cursor = CursorRows.Mover(store);
    private readonly RecordRows _records = new(store);

    /// <summary>Writes a batch, or nothing of it where it conflicts.</summary>
    /// <param name="batch">What was decided.</param>
    /// <param name="now">The time of the commit.</param>
    /// <param name="messages">Takes the messages as they will be stored.</param>
    public AppendOutcome Write(
        AppendBatch batch,
        DateTimeOffset now,
        ICollection<StoredMessage> messages
    )
    {
        var version = store.Streams.Last(batch.Stream);
        if (Conflicts(batch, version))
        {
            return new(Committed: false, version, 0);
        }

        version = WriteFacts(batch, version);
        WriteEntries(batch);
        var (position, sequences) = WriteMessages(batch, now, messages);
        foreach (var answer in batch.Answers)
        {
            var key = answer.Key;
            store.Answers.Add(key);
            _answer
                .Bind(1, key.MessageId)
                .Bind(2, key.Subject)
                .Bind(3, key.Issuer)
                .Bind(4, answer.At.UtcTicks)
                .Bind(5, answer.RequestHash.Span)
                .Bind(6, answer.Frame.Span)
                .Run();
        }

        foreach (var line in batch.Audit)
        {
            store.Chains.Write(line);
        }

        foreach (var change in batch.Records)
        {
            _records.Write(change);
        }

        CursorRows.Move(store, _cursor, batch.Cursors, now);
        return new(Committed: true, version, position) { Sequences = sequences };
    }

    private bool Conflicts(AppendBatch batch, long version)
    {
        if (batch.ExpectedVersion is { } expected && expected != version)
        {
            return true;
        }

        foreach (var change in batch.Records)
        {
            if (_records.Conflicts(change))
            {
                return true;
            }
        }

        foreach (var answer in batch.Answers)
        {
            var key = answer.Key;
            if (
                store.Answers.MayHold(key)
                && _answered.Bind(1, key.MessageId).Bind(2, key.Subject).Bind(3, key.Issuer).Any()
            )
            {
                return true;
            }
        }

        return false;
    }

    private long WriteFacts(AppendBatch batch, long version)
    {
        if (batch.Facts.Count == 0)
        {
            return version;
        }

        var stream = store.Streams.Open(batch.Stream);
        foreach (var fact in batch.Facts)
        {
            version = store.Streams.Next(stream);
            _fact
                .Bind(1, stream.Id)
                .Bind(2, version)
                .Bind(3, fact.Type)
                .Bind(4, fact.At.UtcTicks)
                .Bind(5, fact.Data.Span)
                .Bind(6, fact.Subject)
                .Run();
        }

        return version;
    }

    private void WriteEntries(AppendBatch batch)
    {
        foreach (var entry in batch.Index)
        {
            var stream = store.Streams.Open(batch.Stream);
            foreach (var term in entry.Terms)
            {
                _entry
                    .Bind(1, stream.Id)
                    .Bind(2, term)
                    .Bind(3, entry.At.UtcTicks)
                    .Bind(4, entry.Subject)
                    .Run();
            }
        }
    }

    private (long Position, long[] Sequences) WriteMessages(
        AppendBatch batch,
        DateTimeOffset now,
        ICollection<StoredMessage> messages
    )
    {
        var drafts = batch.Messages;
        if (drafts.Count == 0)
        {
            return (0, []);
        }

        var channels = new Head[drafts.Count];
        var sequences = new long[drafts.Count];
        for (var place = 0; place < channels.Length; place++)
        {
            channels[place] = store.Channels.Open(drafts[place].Channel.Text);
            sequences[place] = store.Channels.Next(channels[place]);
        }

        var frames = FrameSealing.Seal(drafts, sequences, store.Epoch, seal);
        var position = 0L;
        for (var place = 0; place < frames.Length; place++)
        {
            var (draft, sequence, frame) = (drafts[place], sequences[place], frames[place]);
            position = ++store.Position;
            store.HistoryBytes += frame.Length + MessageOverhead;
            _message
                .Bind(1, position)
                .Bind(2, channels[place].Id)
                .Bind(3, sequence)
                .Bind(4, now.UtcTicks)
                .Bind(5, draft.MessageId)
                .Bind(6, frame)
                .Run();
            messages.Add(
                new(position, draft.Channel, sequence, draft.MessageId, frame)
                {
                    Trace = draft.Trace,
                }
            );
        }

        return (position, sequences);
    }
}
