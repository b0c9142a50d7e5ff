using System.Text.Json.Serialization;
using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>
/// The source-generated JSON of a café's whole state. Everything that can be reached from <see cref="Cafe"/> is in it of
/// itself: a new record or field of the state needs no line here.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Cafe))]
internal sealed partial class CafeStateJson : JsonSerializerContext;
