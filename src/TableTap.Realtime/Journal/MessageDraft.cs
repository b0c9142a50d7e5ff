using System.Buffers.Text;
using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Jose;
using TableTap.Protocol.Values;

namespace TableTap.Realtime.Journal;

/// <summary>
/// A channel message, encoded but for the sequence that its commit gives it. Safe to share between threads once its trace is set.
/// </summary>
public sealed class MessageDraft
{
    private const int MaxDigits = 19;

    private static ReadOnlySpan<byte> Tail => ",\"sequence\":"u8;

    private readonly ReadOnlyMemory<byte> _head;

    private MessageDraft(ChannelName channel, string messageId, ReadOnlyMemory<byte> head) =>
        (Channel, MessageId, _head) = (channel, messageId, head);

    private string Type { get; init; } = "";

    // When it happened, as it stands in the frame, where the message is signed; else empty.
    private string Moment { get; init; } = "";

    // The payload in its canonical form, where the message is signed; else empty.
    private ReadOnlyMemory<byte> CanonicalData { get; init; }

    // Where the payload stands in the head.
    private Range Data { get; init; }

    private bool CarriesPayment { get; init; }

    /// <summary>The channel that the message is sent to.</summary>
    public ChannelName Channel { get; }

    /// <summary>Its id: <c>msg_</c> and a sortable unique id (section 2).</summary>
    public string MessageId { get; }

    /// <summary>To which trace its deliveries belong; set once, before it is committed.</summary>
    /// <value>Default null: nobody gathers them.</value>
    public MessageTrace? Trace { get; set; }

    /// <summary>Bytes of the frame without its sequence.</summary>
    public int Length => _head.Length;

    /// <summary>Encodes a message as a whole frame, in which only the sequence is missing.</summary>
    /// <param name="descriptor">Its catalogue row.</param>
    /// <param name="data">The payload's JSON, already encoded; it must not change before the message is sealed.</param>
    /// <param name="channel">Its channel; must be one the row allows.</param>
    /// <param name="messageId">The id to give the message.</param>
    /// <param name="timestamp">When it happened.</param>
    /// <exception cref="ArgumentException">The message does not travel on such a channel.</exception>
    public static MessageDraft Encode(
        MessageDescriptor descriptor,
        ReadOnlyMemory<byte> data,
        ChannelName channel,
        string messageId,
        DateTimeOffset timestamp
    ) => Encode(descriptor, new MessagePayload(data), channel, messageId, timestamp);

    /// <summary>Encodes a message as a whole frame, in which only the sequence is missing.</summary>
    /// <param name="descriptor">Its catalogue row.</param>
    /// <param name="payload">Its payload; the same one may serve several channels.</param>
    /// <param name="channel">Its channel; must be one the row allows.</param>
    /// <param name="messageId">The id to give the message.</param>
    /// <param name="timestamp">When it happened.</param>
    /// <exception cref="ArgumentException">The message does not travel on such a channel.</exception>
    public static MessageDraft Encode(
        MessageDescriptor descriptor,
        MessagePayload payload,
        ChannelName channel,
        string messageId,
        DateTimeOffset timestamp
    )
    {
        if ((descriptor.Channels & channel.Kind) == ChannelKinds.None)
        {
            throw new ArgumentException(
                $"{descriptor.Type} does not travel on {channel}.",
                nameof(channel)
            );
        }

        var isCritical = (descriptor.CriticalOn & channel.Kind) != ChannelKinds.None;
        using var buffer = JsonBuffer.Take();
        var writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WriteString("type"u8, descriptor.TypeUtf8.Span);
        writer.WriteString("channel"u8, channel.Text);
        writer.WriteString("messageId"u8, messageId);
        Timestamp.Write(writer, "timestamp"u8, timestamp);
        writer.WriteString("version"u8, "1.0"u8);
        if (isCritical)
        {
            writer.WriteBoolean("ackRequired"u8, true);
        }

        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(payload.Json.Span, skipInputValidation: true);
        var head = buffer.ToArray(Tail);
        var end = head.Length - Tail.Length;
        return new(channel, messageId, head)
        {
            Type = descriptor.Type,
            Moment = isCritical ? Timestamp.Text(timestamp) : "",
            Data = (end - payload.Json.Length)..end,
            CanonicalData = isCritical ? payload.Canonical : default,
            CarriesPayment = descriptor.CarriesPayment,
        };
    }

    /// <summary>The whole frame under its sequence.</summary>
    /// <param name="sequence">The sequence that the commit gives, from 1.</param>
    public byte[] Seal(long sequence) => Frame(_head.Span, sequence, null);

    /// <summary>
    /// The whole frame under its sequence, as it is stored: a critical one with the server's signature, one with payment data under its
    /// cover (section 9). Several threads may seal at once.
    /// </summary>
    /// <param name="sequence">The sequence that the commit gives, from 1.</param>
    /// <param name="epoch">The journal's epoch.</param>
    /// <param name="seal">What signs and covers; null for a journal without keys.</param>
    public byte[] Seal(long sequence, string epoch, MessageSeal? seal)
    {
        if (seal is null || (CanonicalData.IsEmpty && !CarriesPayment))
        {
            return Seal(sequence);
        }

        var signature = CanonicalData.IsEmpty ? null : seal.Sign(Signed(sequence, epoch));
        if (!CarriesPayment)
        {
            return Frame(_head.Span, sequence, signature);
        }

        ReadOnlySpan<byte> covered =
        [
            .. _head[..Data.Start.Value].Span,
            .. seal.Cover(_head[Data], signature),
            .. _head[Data.End.Value..].Span,
        ];
        return Frame(covered, sequence, null);
    }

    private static byte[] Frame(ReadOnlySpan<byte> head, long sequence, string? signature)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(sequence, digits, out var length);
        return signature is null
            ? [.. head, .. digits[..length], (byte)'}']
            :
            [
                .. head,
                .. digits[..length],
                .. ",\"signature\":\""u8,
                .. Encoding.ASCII.GetBytes(signature),
                .. "\"}"u8,
            ];
    }

    private byte[] Signed(long sequence, string epoch) =>
        SignedForm.OfMessage(
            Type,
            CanonicalData.Span,
            Channel.Text,
            sequence,
            MessageId,
            Moment,
            epoch
        );
}
