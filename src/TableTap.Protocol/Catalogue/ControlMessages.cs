using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;
using static TableTap.Terms.Roles;

namespace TableTap.Protocol.Catalogue;

/// <summary>What a client says about its session (sections 1 to 3 and 7). Back ends may, but subscribe to nothing.</summary>
internal static class ControlMessages
{
    public static MessageDescriptor[] Rows { get; } =
    [
        Row<Ping>("ping", 1, "The client lives; sent every 30 seconds.", Everybody, counted: false),
        Row<TokenRefresh>(
            "token_refresh",
            1,
            "Renews the session before it ends.",
            Everybody,
            counted: false
        ),
        Row<EncryptionKey>(
            "encryption_key",
            9,
            "Gives the key under which this connection's payment data is encrypted.",
            Everybody
        ) with
        {
            MustBeSigned = true,
        },
        Row<Subscribe>(
            "subscribe",
            3,
            "Asks to hear channels, from now or after a known sequence.",
            Everybody
        ),
        Row<Unsubscribe>("unsubscribe", 3, "Asks to hear channels no more.", Everybody),
        Row<Reconnect>(
            "reconnect",
            7,
            "Subscribes again and asks for everything missed.",
            Everybody
        ),
        Row<Ack>("ack", 7, "Confirms everything up to a message.", Everybody, counted: false),
    ];

    private static MessageDescriptor Row<T>(
        string type,
        int section,
        string summary,
        Roles senders,
        bool counted = true
    )
        where T : class =>
        new(
            type,
            section,
            summary,
            MessageKind.Control,
            typeof(T),
            ProtocolJson.Default,
            senders,
            ChannelKinds.None,
            ChannelKinds.None,
            counted
        );
}
