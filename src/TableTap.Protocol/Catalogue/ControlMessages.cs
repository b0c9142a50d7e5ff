using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Channels;
using TableTap.Terms;
using static TableTap.Terms.Roles;

namespace TableTap.Protocol.Catalogue;

/// <summary>What a client says about its session (sections 1 to 3 and 7). Back ends may, but subscribe to nothing.</summary>
internal static class ControlMessages
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    public static MessageDescriptor[] Rows { get; } =
    [
        Row(
            "ping",
            1,
            "The client lives; sent every 30 seconds.",
            Json.Ping,
            Everybody,
            counted: false
        ),
        Row(
            "token_refresh",
            1,
            "Renews the session before it ends.",
            Json.TokenRefresh,
            Everybody,
            counted: false
        ),
        Row(
            "encryption_key",
            9,
            "Gives the key under which this connection's payment data is encrypted.",
            Json.EncryptionKey,
            Everybody
        ) with
        {
            MustBeSigned = true,
        },
        Row(
            "subscribe",
            3,
            "Asks to hear channels, from now or after a known sequence.",
            Json.Subscribe,
            Everybody
        ),
        Row("unsubscribe", 3, "Asks to hear channels no more.", Json.Unsubscribe, Everybody),
        Row(
            "reconnect",
            7,
            "Subscribes again and asks for everything missed.",
            Json.Reconnect,
            Everybody
        ),
        Row("ack", 7, "Confirms everything up to a message.", Json.Ack, Everybody, counted: false),
    ];

    private static MessageDescriptor Row(
        string type,
        int section,
        string summary,
        JsonTypeInfo data,
        Roles senders,
        bool counted = true
    ) =>
        new(
            type,
            section,
            summary,
            MessageKind.Control,
            data,
            senders,
            ChannelKinds.None,
            ChannelKinds.None,
            counted
        );
}
