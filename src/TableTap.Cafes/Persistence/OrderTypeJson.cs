using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>Where an order is eaten in a stored fact: journals have always said <c>dine_in</c>, the wire says <c>dine-in</c>.</summary>
internal sealed class OrderTypeJson : JsonConverter<OrderType>
{
    private const string DineIn = "dine_in";

    /// <inheritdoc />
    public override OrderType Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return word == DineIn ? OrderType.DineIn
            : Words.TryRead<OrderType>(word, out var type) ? type
            : throw new JsonException(
                "expected one of " + string.Join(", ", Words.Of<OrderType>())
            );
    }

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        OrderType value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value == OrderType.DineIn ? DineIn : value.Word);
}
