using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Contract;

/// <summary>A message of a channel (section 2). Immutable; keeps its own bytes; safe to share between threads.</summary>
public sealed class ReceivedMessage
{
    internal ReceivedMessage(
        in Envelope envelope,
        ReadOnlyMemory<byte> frame,
        bool replayed,
        bool redelivered,
        int era
    )
    {
        Type = envelope.Type;
        Channel = envelope.Channel ?? "";
        Sequence = envelope.Sequence ?? 0;
        MessageId = envelope.MessageId ?? "";
        Timestamp = envelope.Timestamp ?? default;
        AckRequired = envelope.AckRequired;
        Frame = frame;
        Data = envelope.DataOf(frame);
        Replayed = replayed;
        Redelivered = redelivered;
        Era = era;
    }

    /// <summary>The type, as in the catalogue: <c>order_ready</c>.</summary>
    public string Type { get; }

    /// <summary>The channel it came on.</summary>
    public string Channel { get; }

    /// <summary>Its number in the channel: 1, 2, 3 … without a gap.</summary>
    public long Sequence { get; }

    /// <summary>The message's id, given by the server; empty where it has none.</summary>
    public string MessageId { get; }

    /// <summary>When it happened, UTC.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>Whether delivery is confirmed; the client does so once the application has handled it (section 7).</summary>
    public bool AckRequired { get; }

    /// <summary>Whether it came from history rather than live.</summary>
    public bool Replayed { get; }

    /// <summary>
    /// Whether it lies before the subscription's start: something unacknowledged from before, or a channel's latest state that
    /// is sent again to whoever subscribes without a position (sections 6 and 7).
    /// </summary>
    public bool Redelivered { get; }

    /// <summary>Which history of the channel its sequence counts in, for the client's own book of what was handled.</summary>
    internal int Era { get; }

    /// <summary>The payload's JSON as UTF-8 bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The whole message as the server stored it, UTF-8.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    /// <summary>Reads the payload by a contract that the caller gives.</summary>
    /// <typeparam name="T">The payload's record, such as <see cref="OrderReady"/>.</typeparam>
    /// <param name="type">Its contract, such as <c>ProtocolJson.Default.OrderReady</c>.</param>
    /// <exception cref="JsonException">The payload has another shape.</exception>
    public T As<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Data.Span, type)
        ?? throw new JsonException($"{Type} has no payload.");

    /// <summary>Reads the payload by the catalogue's contract for <see cref="Type"/>.</summary>
    /// <typeparam name="T">The payload's record, such as <see cref="OrderReady"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The message is of another type.</exception>
    /// <exception cref="JsonException">The payload has another shape.</exception>
    public T As<T>() =>
        MessageCatalogue.Find(Type)?.Data is JsonTypeInfo<T> type
            ? As(type)
            : throw new InvalidOperationException($"{Type} is no {typeof(T).Name}.");

    /// <inheritdoc />
    public override string ToString() => $"{Channel}#{Sequence} {Type}";
}
