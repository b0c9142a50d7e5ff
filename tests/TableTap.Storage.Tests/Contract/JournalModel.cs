using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Tests.Contract;

/// <summary>The journal as a few lists: what any implementation must be indistinguishable from.</summary>
internal sealed class JournalModel
{
    private readonly Dictionary<string, List<string>> _streams = [];
    private readonly HashSet<AnswerKey> _answers = [];
    private readonly List<(ChannelName Channel, long Sequence, string Id)> _messages = [];

    public IReadOnlyList<(ChannelName Channel, long Sequence, string Id)> Messages => _messages;

    public IReadOnlyDictionary<string, List<string>> Streams => _streams;

    public static string Text(NewFact fact) => System.Text.Encoding.UTF8.GetString(fact.Data.Span);

    public long Version(string stream) => _streams.GetValueOrDefault(stream)?.Count ?? 0;

    public long Head(ChannelName channel) => _messages.Count(message => message.Channel == channel);

    public bool Accepts(AppendBatch batch) =>
        (batch.ExpectedVersion ?? Version(batch.Stream)) == Version(batch.Stream)
        && !batch.Answers.Any(answer => _answers.Contains(answer.Key));

    public void Apply(AppendBatch batch)
    {
        if (batch.Facts.Count > 0)
        {
            _streams.TryAdd(batch.Stream, []);
            _streams[batch.Stream].AddRange(batch.Facts.Select(Text));
        }

        foreach (var answer in batch.Answers)
        {
            _answers.Add(answer.Key);
        }

        foreach (var draft in batch.Messages)
        {
            _messages.Add((draft.Channel, Head(draft.Channel) + 1, draft.MessageId));
        }
    }
}
