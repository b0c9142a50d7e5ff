using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// Money in a stored fact: hundredths, as every build has written it, a whole number but for the third decimal of a currency that has one
/// (<c>150.5</c> is 1.505).
/// </summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    private const decimal PerUnit = 100m;

    /// <inheritdoc />
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => Of(reader.GetDecimal());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Hundredths(value));

    /// <summary>The amount of stored hundredths.</summary>
    /// <param name="hundredths">What is stored; at most one decimal.</param>
    /// <exception cref="JsonException">They are no amount.</exception>
    public static Money Of(decimal hundredths) =>
        Money.OfDecimal(hundredths / PerUnit) ?? throw new JsonException("that is no amount.");

    /// <summary>An amount in hundredths, as it is stored.</summary>
    /// <param name="amount">The amount to store.</param>
    public static decimal Hundredths(Money amount) => amount.Thousandths / 10m;
}
