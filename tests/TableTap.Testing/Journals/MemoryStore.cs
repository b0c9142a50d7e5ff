using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Testing.Journals;

/// <summary>
/// What a journal in memory has written: it stays when the journal is closed, and another one opens it again. Everything
/// happens under its gate, so that each read is of one commit. Thread-safe.
/// </summary>
internal sealed class MemoryStore
{
    private readonly Lock _gate = new();
    private readonly List<AppendBatch> _batches = [];
    private readonly Dictionary<string, List<StoredFact>> _streams = [];
    private readonly Dictionary<string, long> _trimmed = [];
    private readonly List<StoredMessage> _messages = [];
    private readonly Dictionary<ChannelName, ChannelHead> _heads = [];
    private readonly Dictionary<ChannelName, long> _cursors = [];
    private readonly Dictionary<AnswerKey, StoredAnswer> _answers = [];
    private readonly Dictionary<(string, SnapshotKind), StreamSnapshot> _snapshots = [];
    private readonly MemoryIndex _index = new();
    private readonly MemoryRecords _records = new();
    private readonly MemoryAudit _audit = new();
    private readonly List<(string Stream, long Version, long At)> _written = [];
    private StoredMessage[]? _listed;
    private long _position;
    private long _trimmedTo;
    private int _numbers;

    /// <summary>The clock by which facts grow old.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IReadOnlyList<AppendBatch> Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches];
            }
        }
    }

    public IReadOnlyList<StoredMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return _listed ??= [.. _messages];
            }
        }
    }

    public IReadOnlyList<string> Streams
    {
        get
        {
            lock (_gate)
            {
                return [.. _streams.Keys];
            }
        }
    }

    /// <summary>Writes a batch, if nothing stands against it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="told">Hears its messages, in the order of commits.</param>
    public AppendOutcome Write(AppendBatch batch, Action<IReadOnlyList<StoredMessage>> told)
    {
        lock (_gate)
        {
            var stream = _streams.GetValueOrDefault(batch.Stream, []);
            if (
                batch.ExpectedVersion is { } expected && expected != stream.Count
                || batch.Answers.Any(answer => _answers.ContainsKey(answer.Key))
                || !_records.TryWrite(batch.Records)
            )
            {
                return new(false, stream.Count, 0);
            }

            _index.Write(batch, stream.Count);
            foreach (var fact in batch.Facts)
            {
                stream.Add(new(stream.Count + 1, fact.Type, fact.Data, fact.At));
                _streams[batch.Stream] = stream;
            }

            if (batch.Facts.Count > 0)
            {
                _written.Add((batch.Stream, stream.Count, Time.GetTimestamp()));
            }

            foreach (var answer in batch.Answers)
            {
                _answers.Add(answer.Key, answer);
            }

            var messages = batch.Messages.Count > 0 ? Tell(batch.Messages, told) : [];
            foreach (var (channel, sequence) in batch.Cursors)
            {
                _cursors[channel] = Math.Max(
                    _cursors.GetValueOrDefault(channel),
                    Math.Min(sequence, Head(channel).Sequence)
                );
            }

            _audit.Write(batch.Audit);
            _batches.Add(batch);
            return new(true, stream.Count, messages is [.., var last] ? last.Position : 0)
            {
                Sequences =
                    messages.Count == 0 ? [] : [.. messages.Select(message => message.Sequence)],
            };
        }
    }

    /// <summary>Commits messages alone.</summary>
    /// <param name="drafts">The messages.</param>
    /// <param name="told">Hears them, in the order of commits.</param>
    public IReadOnlyList<StoredMessage> Tell(
        IReadOnlyList<MessageDraft> drafts,
        Action<IReadOnlyList<StoredMessage>> told
    )
    {
        lock (_gate)
        {
            var messages = new List<StoredMessage>(drafts.Count);
            foreach (var draft in drafts)
            {
                var head = Head(draft.Channel);
                var sequence = head.Sequence + 1;
                _heads[draft.Channel] = head with { Sequence = sequence };

                // Positions rise but may have holes.
                _position += 1 + (_position % 3);
                var frame = draft.Seal(sequence);
                messages.Add(new(_position, draft.Channel, sequence, draft.MessageId, frame));
            }

            _messages.AddRange(messages);
            _listed = null;
            told(messages);
            return messages;
        }
    }

    /// <summary>The version up to which a stream's facts are at least so old; 0 for none.</summary>
    public long OldFacts(string stream, TimeSpan age)
    {
        lock (_gate)
        {
            return _written
                .Where(one => one.Stream == stream && Time.GetElapsedTime(one.At) >= age)
                .Select(one => one.Version)
                .DefaultIfEmpty()
                .Max();
        }
    }

    public int NextNumber() => Interlocked.Increment(ref _numbers);

    /// <summary>Lets a channel look as if it had so many messages.</summary>
    public void Pretend(ChannelName channel, long head)
    {
        lock (_gate)
        {
            (_heads[channel], _position) = (new(head, 1), head);
        }
    }

    /// <summary>Forgets messages of a channel up to a sequence.</summary>
    public void Trim(ChannelName channel, long upTo)
    {
        lock (_gate)
        {
            foreach (var message in _messages.Where(IsOver))
            {
                _trimmedTo = Math.Max(_trimmedTo, message.Position);
            }

            _messages.RemoveAll(IsOver);
            bool IsOver(StoredMessage message) =>
                message.Channel == channel && message.Sequence <= upTo;
            _listed = null;
            _heads[channel] = _heads[channel] with { Oldest = upTo + 1 };
        }
    }

    /// <summary>Shows no facts of a stream up to a version any more.</summary>
    public long Trim(string stream, long version)
    {
        lock (_gate)
        {
            return _trimmed[stream] = Math.Min(version, _streams[stream].Count);
        }
    }

    public IReadOnlyList<StoredFact> Facts(string stream, long afterVersion)
    {
        lock (_gate)
        {
            var after = Math.Max(afterVersion, _trimmed.GetValueOrDefault(stream));
            return [.. _streams.GetValueOrDefault(stream, []).Skip((int)after)];
        }
    }

    public MessagePage Page(IReadOnlyCollection<ChannelPosition> after, PageLimit limit)
    {
        lock (_gate)
        {
            var positions = after
                .GroupBy(place => place.Channel)
                .ToDictionary(same => same.Key, same => same.Min(place => place.Sequence));
            var page = new List<StoredMessage>();
            var bytes = 0L;
            foreach (var message in _messages)
            {
                if (
                    !positions.TryGetValue(message.Channel, out var have)
                    || message.Sequence <= have
                )
                {
                    continue;
                }

                bytes += message.Frame.Length;
                if (page.Count > 0 && (page.Count == limit.Messages || bytes > limit.Bytes))
                {
                    return new(page, true, page[^1].Position);
                }

                page.Add(message);
            }

            return new(page, false, _position);
        }
    }

    public ChannelHeads Heads(IReadOnlyCollection<ChannelName> channels)
    {
        lock (_gate)
        {
            return new(_position, channels.Distinct().ToDictionary(channel => channel, Head));
        }
    }

    public JournalCut Cut(CutRequest request)
    {
        lock (_gate)
        {
            var stream = _streams.GetValueOrDefault(request.Stream, []);
            return new(
                stream.Count,
                Facts(request.Stream, request.AfterVersion),
                Heads(request.Channels),
                _index.Read(request, stream)
            );
        }
    }

    public IReadOnlyList<ChannelPosition>? Locate(
        string messageId,
        IReadOnlyCollection<ChannelName> channels
    )
    {
        lock (_gate)
        {
            var index = _messages.FindIndex(message => message.MessageId == messageId);
            return index < 0 ? null : Places(channels, index);
        }
    }

    public IReadOnlyList<ChannelPosition>? Place(
        long position,
        IReadOnlyCollection<ChannelName> channels
    )
    {
        lock (_gate)
        {
            return position >= _trimmedTo && position <= _position
                ? Places(channels, _messages.FindLastIndex(message => message.Position <= position))
                : null;
        }
    }

    public IReadOnlyDictionary<ChannelName, long> Cursors(IEnumerable<ChannelName> channels)
    {
        lock (_gate)
        {
            return channels.Distinct().ToDictionary(c => c, c => _cursors.GetValueOrDefault(c));
        }
    }

    public StoredAnswer? Answer(AnswerKey key)
    {
        lock (_gate)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<SignedHead> AuditHeads()
    {
        lock (_gate)
        {
            return _audit.Heads();
        }
    }

    public AuditPage Audit(AuditQuery query)
    {
        lock (_gate)
        {
            return _audit.Read(query);
        }
    }

    public StoredRecord? Record(string kind, string key)
    {
        lock (_gate)
        {
            return _records.Find(kind, key);
        }
    }

    public IReadOnlyList<StoredRecord> Records(RecordQuery query)
    {
        lock (_gate)
        {
            return _records.Read(query);
        }
    }

    public long CountRecords(string kind)
    {
        lock (_gate)
        {
            return _records.Count(kind);
        }
    }

    public bool Keep(StreamSnapshot snapshot)
    {
        lock (_gate)
        {
            var key = (snapshot.Stream, snapshot.Kind);
            var last = _snapshots.GetValueOrDefault(key);
            if (
                last?.Version >= snapshot.Version
                || snapshot.Follows is { } followed
                    && (last?.Version != followed || last.Shape != snapshot.Shape)
            )
            {
                return false;
            }

            _snapshots[key] = snapshot.Follows is null
                ? snapshot
                : snapshot with
                {
                    Follows = null,
                    Data = (byte[])[.. last!.Data.Span, .. snapshot.Data.Span],
                };
            return true;
        }
    }

    public StreamSnapshot? Snapshot(string stream, SnapshotKind kind)
    {
        lock (_gate)
        {
            return _snapshots.GetValueOrDefault((stream, kind));
        }
    }

    private ChannelHead Head(ChannelName channel) => _heads.GetValueOrDefault(channel, new(0, 1));

    private List<ChannelPosition> Places(IEnumerable<ChannelName> channels, int index) =>
        [
            .. channels
                .Distinct()
                .Select(channel => new ChannelPosition(channel, SequenceAt(channel, index))),
        ];

    private long SequenceAt(ChannelName channel, int index)
    {
        var before =
            index < 0 ? -1 : _messages.FindLastIndex(index, message => message.Channel == channel);
        if (before >= 0)
        {
            return _messages[before].Sequence;
        }

        var after = _messages.Find(message => message.Channel == channel);
        return after is null ? Head(channel).Sequence : after.Sequence - 1;
    }
}
