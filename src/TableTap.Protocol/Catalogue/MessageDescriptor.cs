using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Protocol.Catalogue;

/// <summary>What a message is to the one who sends it.</summary>
public enum MessageKind
{
    /// <summary>Client to server, about the session; answered, never stored or audited.</summary>
    Control,

    /// <summary>Client to server, about the café; has a <c>messageId</c> and ends in one answer (section 4).</summary>
    Command,

    /// <summary>Server to one connection: an answer, or something about the session.</summary>
    Notice,

    /// <summary>Server to the readers of channels; durable, with a sequence in each.</summary>
    Event,
}

/// <summary>A row of the catalogue: all that is true of a message type.</summary>
/// <param name="Type">The <c>type</c> on the wire.</param>
/// <param name="Section">The section of the protocol's documentation that says most about it.</param>
/// <param name="Summary">What it says, in a sentence for a reader who sees it for the first time.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Payload">The type of the payload.</param>
/// <param name="Contracts">What has the contract of that type.</param>
/// <param name="Senders">Who may send it; <see cref="Roles.None"/> for what the server sends.</param>
/// <param name="Channels">The channels it can travel on; none for what is not an event.</param>
/// <param name="CriticalOn">The channels on which it carries <c>ackRequired</c> (section 7).</param>
/// <param name="Counted">Whether the rate limit counts it (section 8).</param>
public sealed record MessageDescriptor(
    string Type,
    int Section,
    string Summary,
    MessageKind Kind,
    Type Payload,
    JsonSerializerContext Contracts,
    Roles Senders,
    ChannelKinds Channels,
    ChannelKinds CriticalOn,
    bool Counted
)
{
    /// <summary>
    /// The payload's contract. It is made when it is first asked for: contracts take long to make, and most processes need few of them.
    /// </summary>
    public JsonTypeInfo Data => Contracts.Options.GetTypeInfo(Payload);

    /// <summary>
    /// Whether it carries payment data: it is encrypted for its reader and where it is stored, and so the one kind of message that is
    /// encoded per reader (section 9).
    /// </summary>
    public bool CarriesPayment { get; } =
        Kind == MessageKind.Event && Type.StartsWith("payment_", StringComparison.Ordinal);

    /// <summary>Whether a client whose token has <c>cnf.jwk</c> must sign it (section 9).</summary>
    /// <value>Default: false.</value>
    public bool MustBeSigned { get; init; }

    /// <summary>Whether a client sends it; otherwise the server does.</summary>
    public bool FromClient => Kind is MessageKind.Control or MessageKind.Command;

    /// <summary>The type as UTF-8, for matching and writing without encoding again.</summary>
    public ReadOnlyMemory<byte> TypeUtf8 { get; } = System.Text.Encoding.UTF8.GetBytes(Type);
}
