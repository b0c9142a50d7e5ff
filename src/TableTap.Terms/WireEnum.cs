using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>
/// Writes an enumeration in JSON as its <see cref="Words"/> and reads exactly those: no numbers, no other case, no lists, which
/// the framework's own converter takes (docs/protocol.md §2). Thread-safe.
/// </summary>
/// <typeparam name="T">The type of the enumeration.</typeparam>
public sealed class WireEnum<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
> : JsonConverter<T>
    where T : struct, Enum
{
    private readonly JsonEncodedText[] _words = Encode(Words.Of<T>());

    /// <inheritdoc />
    public override T Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            for (var place = 0; place < _words.Length; place++)
            {
                if (reader.ValueTextEquals(_words[place].EncodedUtf8Bytes))
                {
                    return Words.At<T>(place);
                }
            }
        }

        throw new JsonException("expected one of " + string.Join(", ", Words.Of<T>()));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(_words[Words.PlaceOf(value)]);

    private static JsonEncodedText[] Encode(IReadOnlyList<string> words) =>
        [.. words.Select(word => JsonEncodedText.Encode(word))];
}
