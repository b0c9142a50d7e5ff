using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Protocol.Envelopes;

/// <summary>
/// Encodes frames (document, "Base Message Structure"; section 2) in the field order of the document's samples. Contracts
/// come from the catalogue's rows. Thread-safe.
/// </summary>
public static class FrameWriter
{
    /// <summary>Bytes of a frame beside its payload, near enough.</summary>
    private const int Header = 256;

    /// <summary>Writes the frame of a message from the server to one connection.</summary>
    /// <typeparam name="T">The type of the payload, which decides the type of the message.</typeparam>
    /// <param name="data">The payload to write.</param>
    /// <param name="timestamp">The present time, which the frame states.</param>
    /// <param name="correlationId">The request's <c>messageId</c>, where it had one.</param>
    /// <exception cref="KeyNotFoundException">No message to one connection has that payload.</exception>
    public static byte[] Notice<T>(T data, DateTimeOffset timestamp, string? correlationId = null)
        where T : class => Notice(data, timestamp, correlationId, serverTime: null);

    /// <summary>The answer to a <c>ping</c>; <c>serverTime</c> stands beside <c>timestamp</c> (section 1).</summary>
    /// <param name="data">The heads of the session's channels.</param>
    /// <param name="timestamp">
    /// The <c>ping</c>'s own timestamp, so that a client can measure the time there and back; now where it had none.
    /// </param>
    /// <param name="serverTime">The present time of the server.</param>
    /// <param name="correlationId">The <c>ping</c>'s <c>messageId</c>, where it had one.</param>
    public static byte[] Pong(
        Pong data,
        DateTimeOffset timestamp,
        DateTimeOffset serverTime,
        string? correlationId = null
    ) => Notice(data, timestamp, correlationId, serverTime);

    /// <summary>A page of replay: the stored frames as they are, never encoded again (section 7).</summary>
    /// <param name="page">The page of stored frames to send.</param>
    /// <param name="timestamp">The present time, which the frame states.</param>
    /// <param name="correlationId">The request's <c>messageId</c>, where it had one.</param>
    public static byte[] Replay(
        ReplayPage page,
        DateTimeOffset timestamp,
        string? correlationId = null
    )
    {
        using var buffer = JsonBuffer.Take(Header + page.Messages.Sum(frame => frame.Length + 1));
        var writer = Begin(buffer, MessageCatalogue.NoticeOf<MessageReplay>());
        writer.WriteStartObject("data"u8);
        writer.WriteStartArray("messages"u8);
        foreach (var frame in page.Messages)
        {
            writer.WriteRawValue(frame.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("fromMessageId"u8, page.FromMessageId);
        writer.WriteString("toMessageId"u8, page.ToMessageId);
        writer.WriteBoolean("hasMore"u8, page.HasMore);
        if (page.Positions is not null)
        {
            writer.WritePropertyName("positions"u8);
            JsonSerializer.Serialize(
                writer,
                page.Positions,
                ProtocolJson.Default.IReadOnlyDictionaryStringInt64
            );
        }

        if (page.Complete is not null)
        {
            writer.WritePropertyName("complete"u8);
            JsonSerializer.Serialize(
                writer,
                page.Complete,
                ProtocolJson.Default.IReadOnlyDictionaryStringBoolean
            );
        }

        writer.WriteEndObject();
        End(writer, timestamp, correlationId, serverTime: null);
        return buffer.ToArray();
    }

    /// <summary>Writes the frame of a message that a client sends.</summary>
    /// <typeparam name="T">The payload of the type.</typeparam>
    /// <param name="type">A type that a client sends.</param>
    /// <param name="data">The payload to write.</param>
    /// <param name="timestamp">The present time, which the frame states.</param>
    /// <param name="messageId">Its id; commands must have one.</param>
    /// <exception cref="ArgumentException">No client sends that type with that payload.</exception>
    public static byte[] Request<T>(
        string type,
        T data,
        DateTimeOffset timestamp,
        string? messageId = null
    )
        where T : class
    {
        if (
            MessageCatalogue.Find(type)
            is not { FromClient: true, Data: JsonTypeInfo<T> contract } row
        )
        {
            throw new ArgumentException(
                $"No client sends '{type}' with {typeof(T).Name}.",
                nameof(type)
            );
        }

        using var buffer = JsonBuffer.Take();
        var writer = Begin(buffer, row);
        if (messageId is not null)
        {
            writer.WriteString("messageId"u8, messageId);
        }

        writer.WritePropertyName("data"u8);
        JsonSerializer.Serialize(writer, data, contract);
        End(writer, timestamp, correlationId: null, serverTime: null);
        return buffer.ToArray();
    }

    /// <summary>A client's <c>ping</c>; it has no payload (section 1).</summary>
    /// <param name="timestamp">The present time, which the frame states.</param>
    public static byte[] Ping(DateTimeOffset timestamp)
    {
        using var buffer = JsonBuffer.Take();
        var writer = Begin(buffer, MessageCatalogue.Find("ping"u8)!);
        End(writer, timestamp, correlationId: null, serverTime: null);
        return buffer.ToArray();
    }

    /// <summary>A payload alone, for a frame that somebody else puts together.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="data">The payload to write.</param>
    /// <param name="contract">The JSON contract of the payload's record.</param>
    public static byte[] Payload<T>(T data, JsonTypeInfo<T> contract) =>
        Payload((object)data!, contract);

    /// <summary>A payload alone, by the contract of a catalogue's row.</summary>
    /// <param name="data">The payload to write.</param>
    /// <param name="contract">The JSON contract of the payload's record.</param>
    public static byte[] Payload(object data, JsonTypeInfo contract)
    {
        using var buffer = JsonBuffer.Take();
        JsonSerializer.Serialize(buffer.Writer, data, contract);
        return buffer.ToArray();
    }

    private static byte[] Notice<T>(
        T data,
        DateTimeOffset timestamp,
        string? correlationId,
        DateTimeOffset? serverTime
    )
        where T : class
    {
        var row = MessageCatalogue.NoticeOf<T>();
        using var buffer = JsonBuffer.Take();
        var writer = Begin(buffer, row);
        writer.WritePropertyName("data"u8);
        JsonSerializer.Serialize(writer, data, (JsonTypeInfo<T>)row.Data);
        End(writer, timestamp, correlationId, serverTime);
        return buffer.ToArray();
    }

    private static Utf8JsonWriter Begin(JsonBuffer buffer, MessageDescriptor row)
    {
        var writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WriteString("type"u8, row.TypeUtf8.Span);
        return writer;
    }

    private static void End(
        Utf8JsonWriter writer,
        DateTimeOffset timestamp,
        string? correlationId,
        DateTimeOffset? serverTime
    )
    {
        Timestamp.Write(writer, "timestamp"u8, timestamp);
        if (serverTime is { } now)
        {
            Timestamp.Write(writer, "serverTime"u8, now);
        }

        writer.WriteString("version"u8, ProtocolVersion.Current);
        if (correlationId is not null)
        {
            writer.WriteString("correlationId"u8, correlationId);
        }

        writer.WriteEndObject();
    }
}
