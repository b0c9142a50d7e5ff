using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Protocol.Catalogue;

/// <summary>What the server says to one connection (sections 1 to 4 and 7).</summary>
internal static class NoticeMessages
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    public static MessageDescriptor[] Rows { get; } =
    [
        Row(
            "connection_established",
            1,
            "The first frame of every session: who you are and what holds for you.",
            Json.ConnectionEstablished
        ),
        Row("pong", 1, "The server lives; with the heads of the connection's channels.", Json.Pong),
        Row("token_expiring", 1, "The session ends soon; renew it.", Json.TokenExpiring),
        Row("token_refreshed", 1, "The session was renewed.", Json.TokenRefreshed),
        Row(
            "encryption_key_accepted",
            9,
            "Payment data will come encrypted under this key.",
            Json.EncryptionKeyAccepted
        ),
        Row(
            "subscription_confirmed",
            3,
            "What is subscribed, what is not and why, and where live begins.",
            Json.SubscriptionConfirmed
        ),
        Row(
            "unsubscription_confirmed",
            3,
            "What is no longer subscribed.",
            Json.UnsubscriptionConfirmed
        ),
        Row(
            "subscription_extended",
            3,
            "A subscribed pattern covers more channels now.",
            Json.SubscriptionExtended
        ),
        Row(
            "subscription_revoked",
            1,
            "A channel may no longer be heard; no frame of it follows.",
            Json.SubscriptionRevoked
        ),
        Row("message_replay", 7, "A page of missed messages, oldest first.", Json.MessageReplay),
        Row(
            "message_acknowledged",
            4,
            "The command was carried out and is durable.",
            Json.MessageAcknowledged
        ),
        Row("message_error", 4, "The command was refused; nothing changed.", Json.MessageError),
        Row("error", 2, "Something was refused that is not a command with a valid id.", Json.Error),
        Row(
            "reconnect_advised",
            1,
            "The server restarts; come back after the delay.",
            Json.ReconnectAdvised
        ),
    ];

    private static MessageDescriptor Row(
        string type,
        int section,
        string summary,
        JsonTypeInfo data
    ) =>
        new(
            type,
            section,
            summary,
            MessageKind.Notice,
            data,
            Roles.None,
            ChannelKinds.None,
            ChannelKinds.None,
            Counted: false
        );
}
