using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>Writes an enumeration as <c>snake_case</c> text and refuses numbers (section 2).</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireEnum<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Writes an enumeration as <c>SNAKE_CASE</c> text, as error codes are (section 2).</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireCode<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where T : struct, Enum;
