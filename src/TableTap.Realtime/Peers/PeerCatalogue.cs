using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Realtime.Peers;

/// <summary>
/// What one server has another one do as if it were a command, and no client sends. A server that does not know a type of it gives it back
/// at once, like a command that only a later version knows.
/// </summary>
public static class PeerCatalogue
{
    // It has bytes and no payload of the protocol: the one of an answer stands in for it.
    private static readonly MessageDescriptor Answer =
        MessageCatalogue.NoticeOf<MessageAcknowledged>();

    /// <summary>The messages of an ordering system that a server far from the store was given to publish (section 10).</summary>
    public static MessageDescriptor Publish { get; } =
        new(
            "publish",
            Answer.Section,
            "Messages of an ordering system are told near the store.",
            MessageKind.Command,
            Answer.Payload,
            Answer.Contracts,
            Roles.Service,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: false
        );

    /// <summary>The row of a type, or null for one that is not handed from server to server.</summary>
    /// <param name="type">The type as a peer says it.</param>
    internal static MessageDescriptor? Find(string type) => type == Publish.Type ? Publish : null;
}
