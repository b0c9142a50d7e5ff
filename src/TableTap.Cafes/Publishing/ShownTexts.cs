using System.Text.Json;
using TableTap.Protocol.Envelopes;
using TableTap.Terms;

namespace TableTap.Cafes.Publishing;

/// <summary>The texts of a published payload as people may be shown them: like those of commands, without what turns the direction of others.</summary>
internal static class ShownTexts
{
    /// <summary>A payload whose texts turn the direction of nothing; the same one where none of them did.</summary>
    /// <param name="payload">The payload as it was read, valid JSON.</param>
    public static byte[] Of(byte[] payload)
    {
        // In UTF-8 each of these controls begins with this byte, unless it is escaped.
        if (!payload.AsSpan().Contains((byte)0xE2) && payload.AsSpan().IndexOf("\\u"u8) < 0)
        {
            return payload;
        }

        using var document = JsonDocument.Parse(payload);
        using var buffer = JsonBuffer.Take(payload.Length);
        Write(buffer.Writer, document.RootElement);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in element.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in element.EnumerateArray())
                {
                    Write(writer, entry);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(TextLimits.WithoutDirections(element.GetString()!));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
