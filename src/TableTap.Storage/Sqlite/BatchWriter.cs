using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>Writes batches into the open transaction. Not thread-safe.</summary>
internal sealed class BatchWriter(StoreWriter store)
{
    /// <summary>What a message costs beyond its frame: its id and its places in the indexes.</summary>
    public const int MessageOverhead = 160;

    private readonly Statement _fact = store.Prepare(
        "INSERT INTO fact (stream, version, type, at, data, subject) VALUES ($1, $2, $3, $4, $5, $6)",
        6
    );

    private readonly Statement _entry = store.Prepare(
        "INSERT OR IGNORE INTO entry (stream, term, at, subject) VALUES ($1, $2, $3, $4)",
        4
    );

    private readonly Statement _message = store.Prepare(
        "INSERT INTO message (position, channel, sequence, at, message_id, frame) VALUES ($1, $2, $3, $4, $5, $6)",
        6
    );

    private readonly Statement _answered = store.Prepare(
        "SELECT 1 FROM answer WHERE message_id = $1 AND subject = $2 AND issuer = $3",
        3
    );

    private readonly Statement _answer = store.Prepare(
        "INSERT INTO answer (message_id, subject, issuer, at, request_hash, frame) VALUES ($1, $2, $3, $4, $5, $6)",
        6
    );

    private readonly Statement _cursor = CursorRows.Mover(store);

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
        var position = WriteMessages(batch, now, messages);
        foreach (var answer in batch.Answers)
        {
            var key = answer.Key;
            _answer.Execute(
                key.MessageId,
                key.Subject,
                key.Issuer,
                answer.At.UtcTicks,
                answer.RequestHash.ToArray(),
                answer.Frame.ToArray()
            );
        }

        foreach (var line in batch.Audit)
        {
            store.Chains.Write(line);
        }

        CursorRows.Move(store, _cursor, batch.Cursors, now);
        return new(Committed: true, version, position);
    }

    private bool Conflicts(AppendBatch batch, long version)
    {
        if (batch.ExpectedVersion is { } expected && expected != version)
        {
            return true;
        }

        foreach (var answer in batch.Answers)
        {
            var key = answer.Key;
            if (_answered.Number(key.MessageId, key.Subject, key.Issuer) is not null)
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
            _fact.Execute(
                stream.Id,
                version,
                fact.Type,
                fact.At.UtcTicks,
                fact.Data.ToArray(),
                fact.Subject
            );
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
                _entry.Execute(stream.Id, term, entry.At.UtcTicks, entry.Subject);
            }
        }
    }

    private long WriteMessages(
        AppendBatch batch,
        DateTimeOffset now,
        ICollection<StoredMessage> messages
    )
    {
        var position = 0L;
        foreach (var draft in batch.Messages)
        {
            var channel = store.Channels.Open(draft.Channel.Text);
            var sequence = store.Channels.Next(channel);
            var frame = draft.Seal(sequence);
            position = ++store.Position;
            store.HistoryBytes += frame.Length + MessageOverhead;
            _message.Execute(position, channel.Id, sequence, now.UtcTicks, draft.MessageId, frame);
            messages.Add(new(position, draft.Channel, sequence, draft.MessageId, frame));
        }

        return position;
    }
}
