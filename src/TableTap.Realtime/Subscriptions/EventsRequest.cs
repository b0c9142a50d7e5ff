using TableTap.Protocol.Messages;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Subscriptions;

/// <summary>What a stream of events is asked for (section 10). Immutable.</summary>
/// <param name="Channels">The channels and patterns to hear, as they came.</param>
/// <param name="LastEventId">The cursor of the last event that the client has; null for a new stream.</param>
public sealed record EventsRequest(IReadOnlyList<string> Channels, string? LastEventId)
{
    /// <summary>Whether the cursor is one that this server could have told.</summary>
    public bool HasValidCursor => LastEventId is null || Cursor is not null;

    internal EventCursor? Cursor => LastEventId is null ? null : EventCursor.Parse(LastEventId);

    internal IReadOnlyList<ChannelRequest> Asked =>
        [.. Channels.Select(channel => new ChannelRequest(channel))];
}
