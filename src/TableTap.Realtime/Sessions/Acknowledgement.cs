using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Hub;

namespace TableTap.Realtime.Sessions;

/// <summary>A reader confirmed a channel's messages up to a sequence, which was sent to it (section 7).</summary>
/// <param name="Reader">Who confirmed the messages.</param>
/// <param name="Channel">The channel of the messages.</param>
/// <param name="Sequence">The last one confirmed; higher than any before on this connection.</param>
/// <param name="IsAttending">Whether the reader attends the channel: <see cref="RealtimeHub.IsPresent"/>.</param>
public sealed record Acknowledgement(
    Identity Reader,
    ChannelName Channel,
    long Sequence,
    bool IsAttending = false
);
