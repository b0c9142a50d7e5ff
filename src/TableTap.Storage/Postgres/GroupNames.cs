using TableTap.Realtime.Journal;

namespace TableTap.Storage.Postgres;

/// <summary>Everything that a group of batches has to know and to hold before it is decided. Immutable once made.</summary>
internal sealed class GroupNames
{
    private readonly SortedSet<string> _streams = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _newStreams = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _channels = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _newChannels = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _chains = new(StringComparer.Ordinal);
    private readonly HashSet<(string Kind, string Key)> _records = [];
    private readonly HashSet<AnswerKey> _answers = [];

    /// <summary>Collects what the batches name.</summary>
    public GroupNames(IEnumerable<PendingAppend> group)
    {
        foreach (var append in group)
        {
            Add(append.Batch);
        }
    }

    /// <summary>The streams whose versions are looked at.</summary>
    public IReadOnlyCollection<string> Streams => _streams;

    /// <summary>The streams that get facts, and are made where they are missing.</summary>
    public IReadOnlyCollection<string> WrittenStreams => _newStreams;

    /// <summary>The channels whose heads are looked at.</summary>
    public IReadOnlyCollection<string> Channels => _channels;

    /// <summary>The channels that get messages, and are made where they are missing.</summary>
    public IReadOnlyCollection<string> WrittenChannels => _newChannels;

    /// <summary>The chains that get lines.</summary>
    public IReadOnlyCollection<string> Chains => _chains;

    /// <summary>The records that are changed.</summary>
    public IReadOnlyCollection<(string Kind, string Key)> Records => _records;

    /// <summary>The answers that are stored, where nobody stored them first.</summary>
    public IReadOnlyCollection<AnswerKey> Answers => _answers;

    private void Add(AppendBatch batch)
    {
        _streams.Add(batch.Stream);
        if (batch.Facts.Count + batch.Index.Count > 0)
        {
            _newStreams.Add(batch.Stream);
        }

        foreach (var draft in batch.Messages)
        {
            _channels.Add(draft.Channel.Text);
            _newChannels.Add(draft.Channel.Text);
        }

        _channels.UnionWith(batch.Cursors.Select(cursor => cursor.Channel.Text));
        _chains.UnionWith(batch.Audit.Select(line => line.Chain));
        _records.UnionWith(batch.Records.Select(change => (change.Kind, change.Key)));
        _answers.UnionWith(batch.Answers.Select(answer => answer.Key));
    }
}
