using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Protocol.Catalogue;

/// <summary>What the server says to one connection (sections 1 to 4 and 7).</summary>
internal static class NoticeMessages
{
    public static MessageDescriptor[] Rows { get; } =
    [
        Row<ConnectionEstablished>(
            "connection_established",
            1,
            "The first frame of every session: who you are and what holds for you."
        ),
        Row<Pong>("pong", 1, "The server lives; with the heads of the connection's channels."),
        Row<TokenExpiring>("token_expiring", 1, "The session ends soon; renew it."),
        Row<TokenRefreshed>("token_refreshed", 1, "The session was renewed."),
        Row<EncryptionKeyAccepted>(
            "encryption_key_accepted",
            9,
            "Payment data will come encrypted under this key."
        ),
        Row<SubscriptionConfirmed>(
            "subscription_confirmed",
            3,
            "What is subscribed, what is not and why, and where live begins."
        ),
        Row<UnsubscriptionConfirmed>(
            "unsubscription_confirmed",
            3,
            "What is no longer subscribed."
        ),
        Row<SubscriptionExtended>(
            "subscription_extended",
            3,
            "A subscribed pattern covers more channels now."
        ),
        Row<SubscriptionRevoked>(
            "subscription_revoked",
            1,
            "A channel may no longer be heard; no frame of it follows."
        ),
        Row<MessageReplay>("message_replay", 7, "A page of missed messages, oldest first."),
        Row<MessageAcknowledged>(
            "message_acknowledged",
            4,
            "The command was carried out and is durable."
        ),
        Row<MessageError>("message_error", 4, "The command was refused; nothing changed."),
        Row<Error>("error", 2, "Something was refused that is not a command with a valid id."),
        Row<ReconnectAdvised>(
            "reconnect_advised",
            1,
            "The server restarts; come back after the delay."
        ),
    ];

    private static MessageDescriptor Row<T>(string type, int section, string summary)
        where T : class =>
        new(
            type,
            section,
            summary,
            MessageKind.Notice,
            typeof(T),
            ProtocolJson.Default,
            Roles.None,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: false
        );
}
