using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Protocol.Values;

namespace TableTap.Protocol.Messages;

/// <summary>An entry of <c>subscribe.channels</c>: a name, a pattern, or <c>{channel, afterSequence}</c> (section 3).</summary>
/// <param name="Channel">The channel or pattern, not yet checked.</param>
/// <param name="AfterSequence">The last sequence the client has; null to begin with what comes next.</param>
[JsonConverter(typeof(ChannelRequestConverter))]
public readonly record struct ChannelRequest(string Channel, long? AfterSequence = null);

/// <summary>Reads a subscription entry in its short form (text) or its exact form (object) (section 3).</summary>
public sealed class ChannelRequestConverter : JsonConverter<ChannelRequest>
{
    private const string Forms = "expected a channel name or {\"channel\", \"afterSequence\"}";

    /// <inheritdoc />
    public override ChannelRequest Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(Forms);
        }

        string? channel = null;
        long? after = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("channel"u8))
            {
                reader.Read();
                channel =
                    reader.TokenType == JsonTokenType.String
                        ? reader.GetString()
                        : throw new JsonException(Forms);
            }
            else if (reader.ValueTextEquals("afterSequence"u8))
            {
                reader.Read();
                after = reader.TokenType == JsonTokenType.Null ? null : Position(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return channel is null ? throw new JsonException(Forms) : new(channel, after);
    }

    private static long Position(ref Utf8JsonReader reader) =>
        WholeNumber.TryRead(in reader, out var sequence) && sequence >= 0
            ? sequence
            : throw new JsonException("afterSequence is a whole number from 0");

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        ChannelRequest value,
        JsonSerializerOptions options
    )
    {
        if (value.AfterSequence is not { } after)
        {
            writer.WriteStringValue(value.Channel);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("channel"u8, value.Channel);
        writer.WriteNumber("afterSequence"u8, after);
        writer.WriteEndObject();
    }
}
