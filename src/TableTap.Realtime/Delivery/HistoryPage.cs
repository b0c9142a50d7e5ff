using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Delivery;

/// <summary>A page of history as one reader gets it: without what follows a hole.</summary>
internal sealed class HistoryPage
{
    private readonly Dictionary<ChannelName, long> _after = [];

    /// <summary>Looks a page over.</summary>
    /// <param name="page">The page.</param>
    /// <param name="from">The positions it was read from.</param>
    /// <param name="heads">What is kept of the channels; null where no hole is in sight.</param>
    public HistoryPage(
        MessagePage page,
        IReadOnlyCollection<ChannelPosition> from,
        ChannelHeads? heads
    )
    {
        (IsLast, Position) = (!page.HasMore, page.Position);
        foreach (var (channel, sequence) in from)
        {
            _after.Add(channel, sequence);
        }

        if (heads is null)
        {
            Messages = page.Messages;
            foreach (var message in page.Messages)
            {
                _after[message.Channel] = message.Sequence;
            }

            return;
        }

        var whole = new List<StoredMessage>(page.Messages.Count);
        foreach (var message in page.Messages)
        {
            if (message.Sequence == _after[message.Channel] + 1)
            {
                _after[message.Channel] = message.Sequence;
                whole.Add(message);
            }
        }

        Messages = whole;
        Lost = [.. heads.Heads.Where(entry => entry.Value.Oldest > _after[entry.Key] + 1)];
        foreach (var (channel, _) in Lost)
        {
            _after.Remove(channel);
        }
    }

    /// <summary>Its messages; set once more to what their reader gets.</summary>
    public IReadOnlyList<StoredMessage> Messages { get; set; }

    /// <summary>Channels whose history was trimmed before the reader had it.</summary>
    public IReadOnlyList<KeyValuePair<ChannelName, ChannelHead>> Lost { get; } = [];

    public bool IsLast { get; }

    /// <summary>Bytes of its messages.</summary>
    public long Bytes => Messages.Sum(message => (long)message.Frame.Length);

    /// <summary>Everything up to here is in this or an earlier page.</summary>
    public long Position { get; }

    /// <summary>Whether a channel does not go on where the reader is.</summary>
    public static bool HasHole(MessagePage page, IReadOnlyCollection<ChannelPosition> from)
    {
        var have = from.ToDictionary(position => position.Channel, position => position.Sequence);
        foreach (var message in page.Messages)
        {
            if (
                message.Sequence
                != ++System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(
                    have,
                    message.Channel
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The page as <c>message_replay</c>: the stored bytes as they are.</summary>
    public byte[] ToReplayFrame(RunningReplay replay, DateTimeOffset now)
    {
        var asked = replay.Complete;
        var positions = asked
            .Keys.Where(_after.ContainsKey)
            .ToDictionary(channel => channel.Text, channel => _after[channel]);
        var complete = asked.ToDictionary(
            channel => channel.Key.Text,
            channel => channel.Value && _after.ContainsKey(channel.Key)
        );
        return FrameWriter.Replay(
            new(
                [.. Messages.Select(message => message.Frame)],
                replay.FromMessageId,
                Messages is [.., var last] ? last.MessageId : null,
                !IsLast,
                IsLast ? positions : null,
                IsLast ? complete : null
            ),
            now,
            replay.CorrelationId
        );
    }
}
