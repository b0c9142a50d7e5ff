using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Envelopes;

/// <summary>
/// The header of a frame (document, "Base Message Structure"; section 2): everything but the payload, which stays where it
/// is in the frame. Immutable; it holds no reference to the frame's bytes.
/// </summary>
public readonly record struct Envelope
{
    /// <summary>The longest <see cref="Type"/> that is kept of an unknown type, in characters.</summary>
    public const int MaxUnknownType = 64;

    /// <summary>The catalogue row of the type; null for a type that does not exist.</summary>
    public MessageDescriptor? Descriptor { get; init; }

    /// <summary>
    /// The type; of an unknown one only the first <see cref="MaxUnknownType"/> characters, without control characters: it is
    /// for the sentence that refuses it.
    /// </summary>
    public string Type { get; init; }

    /// <summary>The id of the message, a valid <see cref="Identifier"/>; null where there is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The <see cref="MessageId"/> of the request that a reply belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The channel a message came on, not yet parsed.</summary>
    public string? Channel { get; init; }

    /// <summary>The protocol version as it was written; null means <see cref="ProtocolVersion.Current"/>.</summary>
    public string? Version { get; init; }

    /// <summary>When the sender wrote the message, in UTC.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The compact JWS with detached payload, not yet checked (section 9).</summary>
    public string? Signature { get; init; }

    /// <summary>The server's clock, on <c>pong</c> (section 1).</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>The place in the channel, from 1; on channel messages.</summary>
    public long? Sequence { get; init; }

    /// <summary>Whether the sender waits for an <c>ack</c> (section 7).</summary>
    /// <value>Default: false.</value>
    public bool AckRequired { get; init; }

    /// <summary>Where in the frame the payload stands, in bytes; null where there is none.</summary>
    public Range? Data { get; init; }

    /// <summary>The payload's bytes; empty where there is none.</summary>
    /// <param name="frame">The frame this envelope was read from.</param>
    public ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> frame) =>
        Data is { } range ? frame[range] : [];

    /// <summary>The payload's bytes; empty where there is none.</summary>
    /// <param name="frame">The frame this envelope was read from.</param>
    public ReadOnlyMemory<byte> DataOf(ReadOnlyMemory<byte> frame) =>
        Data is { } range ? frame[range] : default;
}

/// <summary>Why a frame is not a message: <see cref="ErrorCode.MalformedMessage"/> (section 2).</summary>
/// <param name="Message">What is wrong, for a person; nothing of the payload is repeated.</param>
/// <param name="MessageId">The frame's id where a valid one stood before the fault, for <c>correlationId</c>.</param>
/// <param name="InvalidUtf8">Whether the bytes are no text at all: <see cref="CloseCode.InvalidUtf8"/>.</param>
public readonly record struct EnvelopeProblem(
    string Message,
    string? MessageId = null,
    bool InvalidUtf8 = false
);
