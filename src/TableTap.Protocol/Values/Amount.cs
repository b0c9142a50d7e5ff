using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary>
/// An amount of money on the wire: a JSON number with two decimals (<c>15.50</c>), held as integer minor units (section 2).
/// Immutable; safe to share between threads.
/// </summary>
/// <param name="MinorUnits">The amount in the currency's minor unit (cents); may be negative only where a field says so.</param>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount(long MinorUnits)
{
    /// <summary>The largest magnitude that is read from outside, in minor units: ten million major units.</summary>
    public const long MaxMinorUnits = 1_000_000_000;

    /// <summary>The amount as decimal number of major units.</summary>
    public decimal ToDecimal() => MinorUnits / 100m;

    /// <inheritdoc />
    public override string ToString() => ToDecimal().ToString("0.00");
}

/// <summary>Reads and writes an <see cref="Amount"/>.</summary>
public sealed class AmountConverter : JsonConverter<Amount>
{
    /// <inheritdoc />
    public override Amount Read(
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
        if (Math.Abs(value) > Amount.MaxMinorUnits / 100m)
        {
            throw new JsonException("the amount is out of range");
        }

        var minor = value * 100m;
        return minor == decimal.Truncate(minor)
            ? new Amount((long)minor)
            : throw new JsonException("an amount has at most two decimals");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(value.ToDecimal(), text, out var length, new('F', 2));
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
