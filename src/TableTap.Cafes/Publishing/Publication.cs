using TableTap.Cafes.Answers;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Publishing;

/// <summary>A message that an ordering system publishes, read and held to the catalogue; whether its channel may be used is not yet known. Immutable.</summary>
/// <param name="MessageId">The id that the sender gave it.</param>
/// <param name="Descriptor">Its catalogue row.</param>
/// <param name="Channel">Who is to hear it.</param>
/// <param name="Payload">The payload as it will be sent: only what the catalogue knows.</param>
public sealed record Publication(
    string MessageId,
    MessageDescriptor Descriptor,
    ChannelName Channel,
    ReadOnlyMemory<byte> Payload
)
{
    /// <summary>What tells it from another under the same id.</summary>
    internal byte[] Fingerprint =>
        CommandFingerprint.Of(
            Descriptor.TypeUtf8,
            (byte[])[.. System.Text.Encoding.ASCII.GetBytes($"{Channel.Text}\n"), .. Payload.Span]
        );

    /// <summary>Reads a message, or says why it cannot be published. Never throws for what a client can send.</summary>
    /// <param name="frame">The message as it came.</param>
    /// <param name="links">The links that may be sent.</param>
    /// <param name="messageId">The id of the message, where it has a valid one.</param>
    /// <param name="refusal">Why not; null where it was read.</param>
    public static Publication? Read(
        ReadOnlySpan<byte> frame,
        LinkAllowList links,
        out string? messageId,
        out ErrorBody? refusal
    )
    {
        if (!EnvelopeReader.TryRead(frame, out var envelope, out var problem))
        {
            (messageId, refusal) = (
                problem.MessageId,
                new(ErrorCode.MalformedMessage, problem.Message)
            );
            return null;
        }

        messageId = envelope.MessageId;
        refusal = Fault(envelope, out var channel);
        if (refusal is not null)
        {
            return null;
        }

        var row = envelope.Descriptor!;
        var data = envelope.DataOf(frame);
        if (CardData.IsIn(frame))
        {
            refusal = Invalid("", "card data is not accepted here");
            return null;
        }

        if (!PayloadReader.TryRead(data, row.Data, out var value, out var details))
        {
            refusal = CommandErrors.Invalid(details);
            return null;
        }

        var payload = ShownTexts.Of(FrameWriter.Payload(value, row.Data));
        if (links.FirstForbidden(payload) is { } path)
        {
            refusal = Invalid(
                path,
                "this link is not allowed; the operator lists links in Security:PublishLinks"
            );
            return null;
        }

        return new(messageId!, row, channel, payload);
    }

    private static ErrorBody? Fault(Envelope envelope, out ChannelName channel)
    {
        channel = default;
        if (envelope.MessageId is null)
        {
            return Invalid("messageId", $"is needed: {Identifier.Rule}");
        }

        if (!ProtocolVersion.Supports(envelope.Version))
        {
            return new(
                ErrorCode.UnsupportedVersion,
                $"This server speaks version {ProtocolVersion.Current}"
            );
        }

        if (envelope.Descriptor is not { Kind: MessageKind.Event } row)
        {
            return new(
                ErrorCode.UnknownMessageType,
                $"'{envelope.Type}' is no message that can be published"
            );
        }

        if (envelope.Channel is null || !ChannelName.TryParse(envelope.Channel, out channel))
        {
            return Invalid("channel", "is needed: the name of a channel");
        }

        if (channel.Kind == ChannelKinds.SystemMaintenance)
        {
            return new(
                ErrorCode.InsufficientPermissions,
                "Nobody publishes to system:maintenance; announcement_publish does"
            );
        }

        return (row.Channels & channel.Kind) == ChannelKinds.None
            ? Invalid("channel", $"{row.Type} does not travel on such a channel")
            : null;
    }

    private static ErrorBody Invalid(string path, string problem) =>
        CommandErrors.Invalid([new(path, problem)]);
}
