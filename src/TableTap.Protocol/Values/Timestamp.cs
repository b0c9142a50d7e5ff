using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol.Values;

/// <summary>Time on the wire: RFC 3339, UTC, milliseconds, <c>2024-01-15T10:30:00.000Z</c> (section 2).</summary>
public sealed class Timestamp : JsonConverter<DateTimeOffset>
{
    /// <summary>The format every timestamp is written in.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>How many bytes a written timestamp has.</summary>
    public const int Length = 24;

    private const int RoundTripLength = 28;
    private const int ShortestRead = 20;
    private const int LongestRead = 6 * 40;
    private const int ColonAt = 16;

    /// <summary>Formats a moment as the wire shows it.</summary>
    /// <param name="moment">The moment; converted to UTC.</param>
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Writes a moment under a name.</summary>
    /// <param name="writer">Stands within an object.</param>
    /// <param name="name">The name of the property.</param>
    /// <param name="moment">The moment; converted to UTC.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset moment)
    {
        writer.WritePropertyName(name);
        Write(writer, moment);
    }

    /// <summary>Reads the moment under the reader: RFC 3339 with seconds and an offset; the answer is in UTC.</summary>
    /// <param name="reader">Stands on any token.</param>
    /// <param name="moment">The moment in UTC; the default where the answer is false.</param>
    public static bool TryRead(ref readonly Utf8JsonReader reader, out DateTimeOffset moment)
    {
        moment = default;
        if (
            reader.TokenType != JsonTokenType.String
            || reader.ValueSpan.Length > LongestRead
            || !reader.TryGetDateTimeOffset(out var read)
        )
        {
            return false;
        }

        // The parser takes a date alone and a local time too: a moment only the writer could tell.
        Span<byte> plain = stackalloc byte[LongestRead];
        var text = plain[..reader.CopyString(plain)];
        if (text.Length < ShortestRead || text[ColonAt] != (byte)':' || !HasOffset(text))
        {
            return false;
        }

        moment = read.ToUniversalTime();
        return true;
    }

    /// <summary>Reads a moment as text: RFC 3339 with seconds and an offset; the answer is in UTC.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="moment">The moment in UTC; the default where the answer is false.</param>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length > LongestRead)
        {
            return false;
        }

        var reader = new Utf8JsonReader(
            System.Text.Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"")
        );
        return reader.Read() && TryRead(in reader, out moment);
    }

    /// <inheritdoc />
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        TryRead(in reader, out var moment)
            ? moment
            : throw new JsonException("expected a timestamp like 2024-01-15T10:30:00.000Z");

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    ) => Write(writer, value);

    private static void Write(Utf8JsonWriter writer, DateTimeOffset moment)
    {
        // The round-trip format is much quicker than one of our own, and the same but for four more digits.
        Span<byte> text = stackalloc byte[RoundTripLength];
        moment.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        writer.WriteStringValue(text[..Length]);
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text[^1] == (byte)'Z' || text[^6] is (byte)'+' or (byte)'-';
}
