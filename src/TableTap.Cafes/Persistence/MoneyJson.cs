using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>Money in a stored fact: a whole number of minor units.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    /// <inheritdoc />
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => new(reader.GetInt64());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.MinorUnits);
}
