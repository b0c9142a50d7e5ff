using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>A critical message that its owner should have confirmed by now and has not (section 7).</summary>
/// <param name="Channel">The owner's channel.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="MessageId">The id of the message: <c>msg_</c> and a sortable unique id.</param>
/// <param name="Type">The type of the message, such as <c>order_ready</c>.</param>
/// <param name="Since">When it was told.</param>
/// <param name="Attempts">
/// How often it was sent to the device that got it most often; 0 where no device has been there. Counted since this server
/// started, and for owners who were here lately.
/// </param>
/// <param name="Frame">The whole frame, UTF-8 JSON.</param>
public sealed record UndeliveredMessage(
    ChannelName Channel,
    long Sequence,
    string MessageId,
    string Type,
    DateTimeOffset Since,
    int Attempts,
    ReadOnlyMemory<byte> Frame
);
