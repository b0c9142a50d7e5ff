using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>Money in a snapshot: <c>{"minorUnits":1550}</c>, as every build has written it.</summary>
internal sealed class StateMoneyJson : JsonConverter<Money>
{
    private const string Units = "minorUnits";

    /// <inheritdoc />
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        using var read = JsonDocument.ParseValue(ref reader);
        return
            read.RootElement.ValueKind == JsonValueKind.Object
            && read.RootElement.TryGetProperty(Units, out var units)
            && units.TryGetDecimal(out var hundredths)
            ? MoneyJson.Of(hundredths)
            : throw new JsonException($"expected {{\"{Units}\"}}.");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Units, MoneyJson.Hundredths(value));
        writer.WriteEndObject();
    }
}
