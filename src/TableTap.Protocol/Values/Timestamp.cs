using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>Time on the wire: RFC 3339, UTC, milliseconds, <c>2024-01-15T10:30:00.000Z</c> (section 2).</summary>
public sealed class Timestamp : JsonConverter<DateTimeOffset>
{
    /// <summary>The format every timestamp is written in.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>How many bytes a written timestamp has.</summary>
    public const int Length = 24;

    /// <summary>Formats a moment as the wire shows it.</summary>
    /// <param name="moment">The moment; converted to UTC.</param>
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var moment)
            ? moment.ToUniversalTime()
            : throw new JsonException("expected a timestamp like 2024-01-15T10:30:00.000Z");

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    )
    {
        Span<byte> text = stackalloc byte[Length];
        value.UtcDateTime.TryFormat(text, out _, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }
}
