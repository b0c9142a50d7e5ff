using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// A café's numbers in a stored fact. One that the journal does not have, because it is younger than the fact, is the default;
/// generated code alone would read it as zero.
/// </summary>
internal sealed class LimitsJson : JsonConverter<CafeLimits>
{
    /// <inheritdoc />
    public override CafeLimits? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var all = JsonSerializer
            .SerializeToNode(new CafeLimits(), LimitsShape.Default.CafeLimits)!
            .AsObject();
        var stored = JsonNode.Parse(ref reader) as JsonObject;
        foreach (var (name, value) in stored ?? throw new JsonException("limits are an object."))
        {
            all[name] = value?.DeepClone();
        }

        return all.Deserialize(LimitsShape.Default.CafeLimits);
    }

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        CafeLimits value,
        JsonSerializerOptions options
    ) => JsonSerializer.Serialize(writer, value, LimitsShape.Default.CafeLimits);
}

/// <summary>The source-generated JSON of a café's numbers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CafeLimits))]
internal sealed partial class LimitsShape : JsonSerializerContext;
