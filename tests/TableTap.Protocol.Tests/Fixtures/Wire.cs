using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Payload;

namespace TableTap.Protocol.Tests.Fixtures;

/// <summary>Reads and writes messages of any type through the public API, which is generic over the payload.</summary>
internal static class Wire
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Envelope Read(ReadOnlyMemory<byte> frame)
    {
        Assert.True(
            EnvelopeReader.TryRead(frame.Span, out var envelope, out var problem),
            problem.Message
        );
        return envelope;
    }

    public static (object? Value, IReadOnlyList<ErrorDetail> Details) Payload(
        JsonTypeInfo contract,
        ReadOnlyMemory<byte> data
    ) =>
        ((object?, IReadOnlyList<ErrorDetail>))
            typeof(Wire)
                .GetMethod(nameof(ReadPayload), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(contract.Type)
                .Invoke(null, [contract, data])!;

    public static byte[] Request(
        string type,
        object payload,
        DateTimeOffset at,
        string? messageId
    ) =>
        (byte[])
            typeof(FrameWriter)
                .GetMethod(nameof(FrameWriter.Request))!
                .MakeGenericMethod(payload.GetType())
                .Invoke(null, [type, payload, at, messageId])!;

    public static byte[] Notice(object payload, DateTimeOffset at, string? correlationId) =>
        (byte[])
            typeof(FrameWriter)
                .GetMethods()
                .Single(method => method.Name == nameof(FrameWriter.Notice) && method.IsPublic)
                .MakeGenericMethod(payload.GetType())
                .Invoke(null, [payload, at, correlationId])!;

    public static string Compact(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            document.RootElement.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static (object?, IReadOnlyList<ErrorDetail>) ReadPayload<T>(
        JsonTypeInfo<T> contract,
        ReadOnlyMemory<byte> data
    )
        where T : class =>
        (
            PayloadReader.TryRead(data.Span, contract, out var value, out var details)
                ? value
                : null,
            details
        );
}
