using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>
/// An amount in the café's one currency, held in integer minor units so that nothing is ever rounded (docs/protocol.md §2).
/// </summary>
/// <param name="MinorUnits">Hundredths of the currency: 15.50 is 1550.</param>
[JsonConverter(typeof(MoneyNumber))]
public readonly record struct Money(long MinorUnits) : IComparable<Money>
{
    /// <summary>No money at all: the amount of 0 minor units, which is also the default.</summary>
    public static Money Zero => default;

    /// <summary>Whether the amount is more than nothing.</summary>
    public bool IsPositive => MinorUnits > 0;

    /// <summary>Adds two amounts; a sum beyond the range of a long throws.</summary>
    public static Money operator +(Money left, Money right) =>
        new(checked(left.MinorUnits + right.MinorUnits));

    /// <summary>Takes one amount from another.</summary>
    public static Money operator -(Money left, Money right) =>
        new(checked(left.MinorUnits - right.MinorUnits));

    /// <summary>An amount a number of times.</summary>
    public static Money operator *(Money amount, int times) =>
        new(checked(amount.MinorUnits * times));

    /// <summary>Whether the left amount is more than the right one.</summary>
    public static bool operator >(Money left, Money right) => left.MinorUnits > right.MinorUnits;

    /// <summary>Whether the left amount is less than the right one.</summary>
    public static bool operator <(Money left, Money right) => left.MinorUnits < right.MinorUnits;

    /// <summary>Whether the left amount is at least the right one.</summary>
    public static bool operator >=(Money left, Money right) => left.MinorUnits >= right.MinorUnits;

    /// <summary>Whether the left amount is at most the right one.</summary>
    public static bool operator <=(Money left, Money right) => left.MinorUnits <= right.MinorUnits;

    /// <inheritdoc/>
    public int CompareTo(Money other) => MinorUnits.CompareTo(other.MinorUnits);

    /// <summary>The amount as decimal number of major units.</summary>
    public decimal ToDecimal() => MinorUnits / 100m;

    /// <summary>The amount as people write it: <c>15.50</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.00", CultureInfo.InvariantCulture);
}

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
