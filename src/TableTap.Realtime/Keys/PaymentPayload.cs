using System.Buffers;
using System.Text.Json;
using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Keys;

/// <summary>
/// The forms of a payment message's <c>data</c> (section 9): open, as <c>{orderId, status, encrypted}</c>, and as
/// <c>{orderId, status, encryptionRequired}</c> for who has no key. Thread-safe.
/// </summary>
internal static class PaymentPayload
{
    // payment_failed has no status of its own.
    private const string Failed = "failed";

    /// <summary>What is encrypted: <c>{data, signature}</c>.</summary>
    public static byte[] Content(ReadOnlySpan<byte> data, string? signature)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(data, skipInputValidation: true);
        if (signature is not null)
        {
            writer.WriteString("signature"u8, signature);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The payload with its content encrypted.</summary>
    /// <param name="data">The payload, open or covered otherwise.</param>
    /// <param name="encrypted">The compact JWE of its content.</param>
    public static byte[] Covered(ReadOnlyMemory<byte> data, string encrypted) =>
        Write(data, writer => writer.WriteString("encrypted"u8, encrypted));

    /// <summary>The payload for who has no key.</summary>
    /// <param name="data">The payload, open or covered.</param>
    public static byte[] Redacted(ReadOnlyMemory<byte> data) =>
        Write(data, writer => writer.WriteBoolean("encryptionRequired"u8, true));

    /// <summary>The JWE of a covered payload; null for an open one.</summary>
    public static string? EncryptedOf(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return JsonFields.Text(document.RootElement, "encrypted");
    }

    /// <summary>Takes a content apart.</summary>
    public static (byte[] Data, string? Signature) Open(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        return (
            System.Text.Encoding.UTF8.GetBytes(
                document.RootElement.GetProperty("data").GetRawText()
            ),
            JsonFields.Text(document.RootElement, "signature")
        );
    }

    private static byte[] Write(ReadOnlyMemory<byte> data, Action<Utf8JsonWriter> rest)
    {
        using var document = JsonDocument.Parse(data);
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("orderId"u8, JsonFields.Text(document.RootElement, "orderId"));
        writer.WriteString("status"u8, JsonFields.Text(document.RootElement, "status") ?? Failed);
        rest(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
