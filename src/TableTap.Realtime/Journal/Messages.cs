using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Journal;

/// <summary>A message as it was committed: the very bytes every reader gets.</summary>
/// <param name="Position">Its place in commit order over all channels; rises, may have holes.</param>
/// <param name="Channel">The channel it was sent to.</param>
/// <param name="Sequence">Its place in the channel, from 1 without a hole.</param>
/// <param name="MessageId">The id of the message.</param>
/// <param name="Frame">The whole frame, UTF-8 JSON.</param>
public sealed record StoredMessage(
    long Position,
    ChannelName Channel,
    long Sequence,
    string MessageId,
    ReadOnlyMemory<byte> Frame
)
{
    /// <summary>
    /// When this process committed it, as a timestamp of the journal's clock; the journal sets it once, before anybody hears of the message.
    /// </summary>
    /// <value>Default 0: it was read from the history, or another server committed it.</value>
    public long CommittedAt { get; set; }

    /// <summary>To which trace its deliveries belong; set once, before anybody hears of the message.</summary>
    /// <value>Default null: nobody gathers them, or it was read from the history.</value>
    public MessageTrace? Trace { get; set; }

    /// <summary>Whether its owner is to confirm it (section 7): that stands before the payload in a frame.</summary>
    public bool IsCritical =>
        Frame.Span.IndexOf("\"data\":"u8) is > 0 and var data
        && Frame.Span[..data].EndsWith("\"ackRequired\":true,"u8);

    /// <summary>Whether it carries payment data, which each reader gets in a form of its own (section 9): the type stands first in a frame.</summary>
    public bool CarriesPayment => Frame.Span.StartsWith("{\"type\":\"payment_"u8);
}

/// <summary>The last sequence a reader has of a channel.</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Sequence">0 before the first message.</param>
public readonly record struct ChannelPosition(ChannelName Channel, long Sequence);

/// <summary>The range of a channel's history.</summary>
/// <param name="Sequence">The last sequence given; 0 for none.</param>
/// <param name="Oldest">The oldest sequence still kept; <paramref name="Sequence"/> + 1 where none is.</param>
public readonly record struct ChannelHead(long Sequence, long Oldest);

/// <summary>Heads of channels, read at one commit.</summary>
/// <param name="Position">The last commit position they reflect.</param>
/// <param name="Heads">The range of each channel that was asked for.</param>
public sealed record ChannelHeads(
    long Position,
    IReadOnlyDictionary<ChannelName, ChannelHead> Heads
);

/// <summary>How large a page may be.</summary>
/// <param name="Messages">Messages at most.</param>
/// <param name="Bytes">Bytes of frames at most, but always one message.</param>
public readonly record struct PageLimit(int Messages, int Bytes);

/// <summary>A page of history.</summary>
/// <param name="Messages">In commit order.</param>
/// <param name="HasMore">Whether more was there when the page was read.</param>
/// <param name="Position">
/// Everything in the asked channels up to this commit position is in this or an earlier page: the page's last message's
/// where there is more, else the journal's last at reading.
/// </param>
public sealed record MessagePage(
    IReadOnlyList<StoredMessage> Messages,
    bool HasMore,
    long Position
);
