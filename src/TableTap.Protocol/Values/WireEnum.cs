using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>
/// Writes an enumeration as words and reads exactly those: no numbers, no other case, no lists, which the framework's own
/// converter takes (section 2). Thread-safe.
/// </summary>
/// <typeparam name="T">The enumeration.</typeparam>
/// <param name="naming">How a member's name becomes a word, where no attribute says it.</param>
public abstract class WireWords<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
>(JsonNamingPolicy naming) : JsonConverter<T>
    where T : struct, Enum
{
    private readonly (T Member, JsonEncodedText Word)[] _words =
    [
        .. from member in Enum.GetValues<T>()
        let name = member.ToString()
        let given = typeof(T)
            .GetField(name)!
            .GetCustomAttribute<JsonStringEnumMemberNameAttribute>()
            ?.Name
        select (member, JsonEncodedText.Encode(given ?? naming.ConvertName(name))),
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

        throw new JsonException("expected one of " + string.Join(", ", _words.Select(w => w.Word)));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            _words.First(entry => EqualityComparer<T>.Default.Equals(entry.Member, value)).Word
        );
}

/// <summary>Words in <c>snake_case</c>.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireEnum<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
>() : WireWords<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;

/// <summary>Words in <c>SNAKE_CASE</c>, as error codes are.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireCode<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
>() : WireWords<T>(JsonNamingPolicy.SnakeCaseUpper)
    where T : struct, Enum;
