using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// The messages of one commit in the making, in the order to be heard. A payload is encoded once, however many channels
/// it goes to. Lives for one commit on one thread.
/// </summary>
/// <param name="ids">Where message ids come from.</param>
public sealed class MessageBatch(IdGenerator ids)
{
    private readonly List<MessageDraft> _drafts = [];

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<MessageDraft> Drafts => _drafts;

    /// <summary>Writes one message to each channel.</summary>
    /// <typeparam name="T">The payload of the type.</typeparam>
    /// <param name="type">The message's type.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="data">The payload of the message.</param>
    /// <param name="channels">Who hears it.</param>
    public void Write<T>(
        string type,
        DateTimeOffset at,
        T data,
        params ReadOnlySpan<ChannelName> channels
    )
        where T : class
    {
        if (channels.IsEmpty)
        {
            return;
        }

        var row = MessageCatalogue.Find(type)!;
        var payload = new MessagePayload(FrameWriter.Payload(data, (JsonTypeInfo<T>)row.Data));
        foreach (var channel in channels)
        {
            _drafts.Add(MessageDraft.Encode(row, payload, channel, ids.NewMessageId(), at));
        }
    }

    /// <summary>Takes back everything written after a mark: the command that caused it did not happen.</summary>
    /// <param name="mark">How many messages to keep.</param>
    public void CutTo(int mark) => _drafts.RemoveRange(mark, _drafts.Count - mark);
}
