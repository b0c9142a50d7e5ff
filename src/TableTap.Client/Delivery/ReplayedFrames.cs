using System.Text.Json;

namespace TableTap.Client.Delivery;

/// <summary>Finds the stored messages in the payload of a <c>message_replay</c>, byte for byte (section 7).</summary>
internal static class ReplayedFrames
{
    /// <summary>Where each message stands in the payload, and whether more pages follow.</summary>
    /// <param name="data">The payload's JSON, UTF-8.</param>
    /// <param name="hasMore">Whether more pages follow.</param>
    /// <exception cref="JsonException">The payload has another shape.</exception>
    public static IReadOnlyList<Range> Read(ReadOnlySpan<byte> data, out bool hasMore)
    {
        hasMore = false;
        var messages = new List<Range>();
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messages"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    messages.Add(start..(int)reader.BytesConsumed);
                }
            }
            else if (reader.ValueTextEquals("hasMore"u8))
            {
                reader.Read();
                hasMore = reader.GetBoolean();
            }
            else
            {
                reader.Skip();
            }
        }

        return messages;
    }
}
