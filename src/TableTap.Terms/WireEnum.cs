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
    private readonly (T Member, JsonEncodedText Word)[] _words =
    [
        .. Enum.GetValues<T>().Select(member => (member, JsonEncodedText.Encode(member.Word))),
    ];

    /// <inheritdoc />
    public override T Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var (member, word) in _words)
            {
                if (reader.ValueTextEquals(word.EncodedUtf8Bytes))
                {
                    return member;
                }
            }
        }

        throw new JsonException("expected one of " + string.Join(", ", Words.Of<T>()));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            _words.First(entry => EqualityComparer<T>.Default.Equals(entry.Member, value)).Word
        );
}
