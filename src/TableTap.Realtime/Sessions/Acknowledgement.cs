using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>A reader confirmed a channel's messages up to a sequence, which was sent to it (section 7).</summary>
/// <param name="Reader">Who.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Sequence">The last one confirmed; higher than any before on this connection.</param>
/// <param name="IsAttending">Whether the reader attends the channel: <see cref="RealtimeHub.IsAttended"/>.</param>
public sealed record Acknowledgement(
    Identity Reader,
    ChannelName Channel,
    long Sequence,
    bool IsAttending = false
);
