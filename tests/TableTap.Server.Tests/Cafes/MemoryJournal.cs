using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TableTap.Protocol;
using TableTap.Realtime;
using TableTap.Testing;

namespace TableTap.Server.Tests.Cafes;

/// <summary>A journal in memory with the rules of the real one, and places where a test lets it fail.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly Lock gate = new();
    private long trimmed;
    private readonly Dictionary<string, List<StoredFact>> streams = [];
    private readonly Dictionary<ChannelName, long> heads = [];
    private readonly List<StoredMessage> messages = [];
    private readonly List<AppendBatch> batches = [];
    private readonly Dictionary<AnswerKey, StoredAnswer> answers = [];
    private readonly Dictionary<(string, SnapshotKind), StreamSnapshot> snapshots = [];
    private readonly MemoryIndex index = new();
    private readonly List<(string Stream, long Version, long At)> written = [];

    /// <summary>The clock by which facts grow old.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Epoch => "epoch-1";

    public JournalHealth Health { get; set; }

    public ChannelReader<IReadOnlyList<StoredMessage>> Committed { get; } =
        Channel.CreateUnbounded<IReadOnlyList<StoredMessage>>().Reader;

    /// <summary>Asked before each append; what it throws, the append throws, and nothing is written.</summary>
    public Action<AppendBatch>? BeforeAppend { get; set; }

    /// <summary>Asked after each append: it is written, but the caller may never hear so.</summary>
    public Action<AppendBatch>? AfterAppend { get; set; }

    /// <summary>Holds back every append that has begun until it is set.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How often messages were read.</summary>
    public int Reads { get; private set; }

    public IReadOnlyList<AppendBatch> Batches
    {
        get
        {
            lock (gate)
            {
                return [.. batches];
            }
        }
    }

    public IReadOnlyList<StoredMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    public IEnumerable<AuditLine> Audit => Batches.SelectMany(batch => batch.Audit);

    public IEnumerable<NewFact> Facts => Batches.SelectMany(batch => batch.Facts);

    /// <summary>The versions after which streams were read.</summary>
    public List<long> ReadAfter { get; } = [];

    /// <summary>Shows no facts up to a version any more.</summary>
    public long Trim(string stream, long version) =>
        trimmed = Math.Min(version, streams[stream].Count);

    public async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        BeforeAppend?.Invoke(batch);
        await Gate;
        var outcome = Write(batch);
        if (outcome.Committed)
        {
            AfterAppend?.Invoke(batch);
        }

        // Who no longer waits does not hear of it, as with the real one.
        cancellationToken.ThrowIfCancellationRequested();
        return outcome;
    }

    public async IAsyncEnumerable<StoredFact> ReadStreamAsync(
        string stream,
        long afterVersion,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        StoredFact[] facts;
        lock (gate)
        {
            ReadAfter.Add(afterVersion);
            facts =
            [
                .. streams
                    .GetValueOrDefault(stream, [])
                    .Where(fact => fact.Version > Math.Max(afterVersion, trimmed)),
            ];
        }

        foreach (var fact in facts)
        {
            await Task.Yield();
            yield return fact;
        }
    }

    public ValueTask<long> OldFactsAsync(
        string stream,
        TimeSpan age,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            return new(
                written
                    .Where(one => one.Stream == stream && Time.GetElapsedTime(one.At) >= age)
                    .Select(one => one.Version)
                    .DefaultIfEmpty()
                    .Max()
            );
        }
    }

    public ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. streams.Keys]);
        }
    }

    public ValueTask<MessagePage> ReadMessagesAsync(
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Reads++;
            var found = messages
                .Where(message =>
                    after.Any(place =>
                        place.Channel == message.Channel && message.Sequence > place.Sequence
                    )
                )
                .Take(limit.Messages + 1)
                .ToList();
            return ValueTask.FromResult(
                new MessagePage(
                    [.. found.Take(limit.Messages)],
                    found.Count > limit.Messages,
                    messages.Count
                )
            );
        }
    }

    public ValueTask<ChannelHeads> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            return new(Heads(channels));
        }
    }

    public ValueTask<JournalCut> CutAsync(CutRequest request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var stream = streams.GetValueOrDefault(request.Stream, []);
            return new(
                new JournalCut(
                    stream.Count,
                    [.. stream.Skip((int)request.AfterVersion)],
                    Heads(request.Channels),
                    index.Read(request, stream)
                )
            );
        }
    }

    public ValueTask<IReadOnlyList<ChannelPosition>?> LocateAsync(
        string messageId,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No café places messages.");

    public ValueTask<IReadOnlyDictionary<ChannelName, long>> CursorsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No café reads cursors.");

    public ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            return new(answers.GetValueOrDefault(key));
        }
    }

    public ValueTask<AuditPage> ReadAuditAsync(
        AuditQuery query,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("No café reads the audit.");

    public ValueTask WriteSnapshotAsync(
        StreamSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            var key = (snapshot.Stream, snapshot.Kind);
            if (snapshots.GetValueOrDefault(key) is not { } last || last.Version < snapshot.Version)
            {
                snapshots[key] = snapshot;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(
        string stream,
        SnapshotKind kind,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            return new(snapshots.GetValueOrDefault((stream, kind)));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ChannelHeads Heads(IReadOnlyCollection<ChannelName> channels) =>
        new(
            messages.Count,
            channels.ToDictionary(
                channel => channel,
                channel => new ChannelHead(heads.GetValueOrDefault(channel), 1)
            )
        );

    private AppendOutcome Write(AppendBatch batch)
    {
        lock (gate)
        {
            var stream = streams.GetValueOrDefault(batch.Stream, []);
            if (
                batch.ExpectedVersion is { } expected && expected != stream.Count
                || batch.Answers.Any(answer => answers.ContainsKey(answer.Key))
            )
            {
                return new(false, stream.Count, 0);
            }

            index.Write(batch, stream.Count);
            foreach (var fact in batch.Facts)
            {
                stream.Add(new(stream.Count + 1, fact.Type, fact.Data, fact.At));
            }

            if (stream.Count > 0)
            {
                streams[batch.Stream] = stream;
                written.Add((batch.Stream, stream.Count, Time.GetTimestamp()));
            }

            foreach (var draft in batch.Messages)
            {
                var sequence = heads[draft.Channel] = heads.GetValueOrDefault(draft.Channel) + 1;
                messages.Add(
                    new(
                        messages.Count + 1,
                        draft.Channel,
                        sequence,
                        draft.MessageId,
                        draft.Seal(sequence)
                    )
                );
            }

            foreach (var answer in batch.Answers)
            {
                answers.Add(answer.Key, answer);
            }

            batches.Add(batch);
            return new(true, stream.Count, messages.Count);
        }
    }
}
