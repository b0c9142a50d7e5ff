using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol.Values;

/// <summary>
/// Reads a whole number however it is spelled, as JSON Schema's <c>integer</c> takes it: <c>1</c>, <c>1.0</c>, <c>1e0</c> (section 2).
/// </summary>
public sealed class WholeNumber : JsonConverter<long>
{
    /// <summary>Reads the number under the reader.</summary>
    /// <param name="reader">Stands on any token.</param>
    /// <param name="number">The whole number; 0 where the answer is false.</param>
    public static bool TryRead(ref readonly Utf8JsonReader reader, out long number)
    {
        number = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (reader.TryGetInt64(out number))
        {
            return true;
        }

        if (
            !reader.TryGetDecimal(out var spelled)
            || spelled != decimal.Truncate(spelled)
            || spelled is < long.MinValue or > long.MaxValue
        )
        {
            return false;
        }

        number = (long)spelled;
        return true;
    }

    /// <inheritdoc />
    public override long Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        TryRead(in reader, out var number)
            ? number
            : throw new JsonException("expected a whole number");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}

/// <summary>As <see cref="WholeNumber"/>, for numbers of 32 bits.</summary>
public sealed class SmallWholeNumber : JsonConverter<int>
{
    /// <inheritdoc />
    public override int Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        WholeNumber.TryRead(in reader, out var number)
        && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new JsonException("expected a whole number");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}
