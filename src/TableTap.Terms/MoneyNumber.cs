using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Writes <see cref="Money"/> as the wire shows it, a JSON number with two decimals: <c>15.50</c> (docs/protocol.md §2).</summary>
public sealed class MoneyNumber : JsonConverter<Money>
{
    /// <summary>The largest magnitude that is read from outside, in minor units: ten million major units.</summary>
    public const long Largest = 1_000_000_000;

    /// <inheritdoc />
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var value))
        {
            throw new JsonException("expected an amount: a number with at most two decimals");
        }

        // Range first: scaling an enormous number would overflow.
        if (Math.Abs(value) > Largest / 100m)
        {
            throw new JsonException("the amount is out of range");
        }

        var minor = value * 100m;
        return minor == decimal.Truncate(minor)
            ? new Money((long)minor)
            : throw new JsonException("an amount has at most two decimals");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(value.ToDecimal(), text, out var length, new('F', 2));
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
