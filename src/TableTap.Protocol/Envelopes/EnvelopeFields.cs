using System.Text;
using System.Text.Json;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Envelopes;

/// <summary>The fields of a header while its frame is read.</summary>
internal struct EnvelopeFields
{
    private EnvelopeField _current;
    private string? _type;
    private MessageDescriptor? _descriptor;
    private string? _correlationId;
    private string? _channel;
    private string? _version;
    private string? _signature;
    private DateTimeOffset? _timestamp;
    private DateTimeOffset? _serverTime;
    private long? _sequence;
    private bool _ackRequired;
    private int _dataStart;
    private int _dataEnd;

    private enum EnvelopeField
    {
        Unknown,
        Type,
        MessageId,
        CorrelationId,
        Channel,
        Version,
        Timestamp,
        Signature,
        ServerTime,
        Sequence,
        AckRequired,
        Data,
    }

    /// <summary>The message id as far as it was read.</summary>
    public string? MessageId { get; private set; }

    /// <summary>What a whole frame still lacks.</summary>
    public readonly string? Missing() => _type is null ? "The field 'type' is missing." : null;

    /// <summary>Takes a token of the top level, in the order of the frame; an answer is what is wrong with it.</summary>
    /// <param name="reader">Stands on a token of depth 1.</param>
    public string? Take(ref readonly Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _current = FieldOf(in reader);
            return null;
        }

        // An absent optional field may also be written as null, as many encoders do.
        if (reader.TokenType == JsonTokenType.Null && _current != EnvelopeField.Type)
        {
            return null;
        }

        return _current switch
        {
            EnvelopeField.Unknown => null,
            EnvelopeField.Type => TakeType(in reader),
            EnvelopeField.MessageId => TakeMessageId(in reader),
            EnvelopeField.CorrelationId => TakeText(in reader, "correlationId", ref _correlationId),
            EnvelopeField.Channel => TakeText(in reader, "channel", ref _channel),
            EnvelopeField.Version => TakeText(in reader, "version", ref _version),
            EnvelopeField.Signature => TakeText(in reader, "signature", ref _signature),
            EnvelopeField.Timestamp => TakeMoment(in reader, "timestamp", ref _timestamp),
            EnvelopeField.ServerTime => TakeMoment(in reader, "serverTime", ref _serverTime),
            EnvelopeField.Sequence => TakeSequence(in reader),
            EnvelopeField.AckRequired => TakeFlag(in reader),
            _ => TakeData(in reader),
        };
    }

    /// <summary>The header of a frame read to its end.</summary>
    public readonly Envelope ToEnvelope() =>
        new()
        {
            Descriptor = _descriptor,
            Type = _type!,
            MessageId = MessageId,
            CorrelationId = _correlationId,
            Channel = _channel,
            Version = _version,
            Timestamp = _timestamp,
            Signature = _signature,
            ServerTime = _serverTime,
            Sequence = _sequence,
            AckRequired = _ackRequired,
            Data = _dataEnd > 0 ? _dataStart.._dataEnd : null,
        };

    private static EnvelopeField FieldOf(ref readonly Utf8JsonReader name) =>
        name.ValueTextEquals("type"u8) ? EnvelopeField.Type
        : name.ValueTextEquals("data"u8) ? EnvelopeField.Data
        : name.ValueTextEquals("messageId"u8) ? EnvelopeField.MessageId
        : name.ValueTextEquals("timestamp"u8) ? EnvelopeField.Timestamp
        : name.ValueTextEquals("version"u8) ? EnvelopeField.Version
        : name.ValueTextEquals("channel"u8) ? EnvelopeField.Channel
        : name.ValueTextEquals("sequence"u8) ? EnvelopeField.Sequence
        : name.ValueTextEquals("ackRequired"u8) ? EnvelopeField.AckRequired
        : name.ValueTextEquals("correlationId"u8) ? EnvelopeField.CorrelationId
        : name.ValueTextEquals("signature"u8) ? EnvelopeField.Signature
        : name.ValueTextEquals("serverTime"u8) ? EnvelopeField.ServerTime
        : EnvelopeField.Unknown;

    private static string? TakeText(
        ref readonly Utf8JsonReader reader,
        string field,
        ref string? text
    )
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"The field '{field}' is a text.";
        }

        text = reader.GetString();
        return null;
    }

    private static string? TakeMoment(
        ref readonly Utf8JsonReader reader,
        string field,
        ref DateTimeOffset? moment
    )
    {
        if (!Timestamp.TryRead(in reader, out var read))
        {
            return $"The field '{field}' is a timestamp like 2024-01-15T10:30:00.000Z.";
        }

        moment = read;
        return null;
    }

    private string? TakeType(ref readonly Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
        {
            return "The field 'type' is a text that names the message.";
        }

        // Plain spelling is the rule; an escaped one costs a copy.
        _descriptor = reader.ValueIsEscaped
            ? MessageCatalogue.Find(reader.GetString()!)
            : MessageCatalogue.Find(reader.ValueSpan);
        _type = _descriptor?.Type ?? Shown(reader.GetString()!);
        return null;
    }

    private static string Shown(string type)
    {
        var end = Math.Min(type.Length, Envelope.MaxUnknownType);
        if (char.IsHighSurrogate(type[end - 1]))
        {
            end--;
        }

        return string.Create(
            end,
            type,
            static (shown, type) =>
            {
                for (var i = 0; i < shown.Length; i++)
                {
                    shown[i] = char.IsControl(type[i]) ? '?' : type[i];
                }
            }
        );
    }

    private string? TakeMessageId(ref readonly Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            if (Identifier.IsValid(reader.ValueSpan))
            {
                return Take(Encoding.ASCII.GetString(reader.ValueSpan));
            }
        }
        else if (
            reader.TokenType == JsonTokenType.String
            && reader.GetString() is { } text
            && Identifier.IsValid(text)
        )
        {
            return Take(text);
        }

        return $"The field 'messageId' is {Identifier.Rule}.";
    }

    // An id stands in answers, logs and, for a year, in the audit: the number of a payment card is none.
    private string? Take(string messageId)
    {
        if (CardData.HoldsNumber(messageId))
        {
            return "The field 'messageId' must not be the number of a payment card.";
        }

        MessageId = messageId;
        return null;
    }

    private string? TakeSequence(ref readonly Utf8JsonReader reader)
    {
        if (
            reader.TokenType != JsonTokenType.Number
            || !reader.TryGetInt64(out var sequence)
            || sequence < 1
        )
        {
            return "The field 'sequence' is a whole number from 1.";
        }

        _sequence = sequence;
        return null;
    }

    private string? TakeFlag(ref readonly Utf8JsonReader reader)
    {
        _ackRequired = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? null
            : "The field 'ackRequired' is true or false.";
    }

    private string? TakeData(ref readonly Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _dataStart = (int)reader.TokenStartIndex;
                return null;
            case JsonTokenType.EndObject:
                _dataEnd = (int)reader.BytesConsumed;
                return null;
            default:
                return "The field 'data' is a JSON object.";
        }
    }
}
