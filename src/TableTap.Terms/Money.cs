using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>
/// An amount in the café's one currency, held in integers so that nothing is ever rounded (docs/protocol.md §2): in thousandths, the
/// smallest minor unit that any currency of ISO 4217 has. What a currency itself can pay says <see cref="Currencies.CanPay"/>.
/// </summary>
[JsonConverter(typeof(MoneyNumber))]
public readonly record struct Money : IComparable<Money>
{
    private const long PerHundredth = 10;
    private const decimal PerUnit = 1000m;

    /// <summary>An amount in hundredths: 15.50 is 1550. More than the range of a long in thousandths throws.</summary>
    /// <param name="hundredths">Hundredths of the currency, the minor unit of most.</param>
    public Money(long hundredths) => Thousandths = checked(hundredths * PerHundredth);

    /// <summary>An amount in thousandths: 1.505 is 1505.</summary>
    /// <param name="thousandths">Thousandths of the currency.</param>
    public static Money OfThousandths(long thousandths) => new() { Thousandths = thousandths };

    /// <summary>Thousandths of the currency: 15.50 is 15500.</summary>
    public long Thousandths { get; private init; }

    /// <summary>No money at all: the amount of 0, which is also the default.</summary>
    public static Money Zero => default;

    /// <summary>Whether the amount is more than nothing.</summary>
    public bool IsPositive => Thousandths > 0;

    /// <summary>Adds two amounts; a sum beyond the range of a long throws.</summary>
    public static Money operator +(Money left, Money right) =>
        OfThousandths(checked(left.Thousandths + right.Thousandths));

    /// <summary>Takes one amount from another.</summary>
    public static Money operator -(Money left, Money right) =>
        OfThousandths(checked(left.Thousandths - right.Thousandths));

    /// <summary>The same amount the other way.</summary>
    public static Money operator -(Money amount) => Zero - amount;

    /// <summary>An amount a number of times.</summary>
    public static Money operator *(Money amount, int times) =>
        OfThousandths(checked(amount.Thousandths * times));

    /// <summary>Whether the left amount is more than the right one.</summary>
    public static bool operator >(Money left, Money right) => left.Thousandths > right.Thousandths;

    /// <summary>Whether the left amount is less than the right one.</summary>
    public static bool operator <(Money left, Money right) => left.Thousandths < right.Thousandths;

    /// <summary>Whether the left amount is at least the right one.</summary>
    public static bool operator >=(Money left, Money right) =>
        left.Thousandths >= right.Thousandths;

    /// <summary>Whether the left amount is at most the right one.</summary>
    public static bool operator <=(Money left, Money right) =>
        left.Thousandths <= right.Thousandths;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Thousandths.CompareTo(other.Thousandths);

    /// <summary>The amount as decimal number of major units.</summary>
    public decimal ToDecimal() => Thousandths / PerUnit;

    /// <summary>The amount that a decimal number of major units is; null where it has more than three decimals.</summary>
    /// <param name="value">The number; at most nine trillion in magnitude.</param>
    public static Money? OfDecimal(decimal value) =>
        value * PerUnit is var thousandths && thousandths == decimal.Truncate(thousandths)
            ? OfThousandths((long)thousandths)
            : null;

    /// <summary>The nearest amount that a currency can pay; what lies in the middle is rounded away from zero, as tax is.</summary>
    /// <param name="value">The number of major units.</param>
    /// <param name="decimals">How many decimals the currency has, from 0 to 3.</param>
    public static Money Rounded(decimal value, int decimals) =>
        OfThousandths(
            (long)(decimal.Round(value, decimals, MidpointRounding.AwayFromZero) * PerUnit)
        );

    /// <summary>The amount as people write it, with two decimals or, where it has a thousandth, with three: <c>15.50</c>, <c>1.505</c>.</summary>
    public override string ToString() =>
        ToDecimal().ToString("0.00#", CultureInfo.InvariantCulture);
}

/// <summary>
/// Writes <see cref="Money"/> as the wire shows it, a JSON number with two decimals, or with three where it has a thousandth: <c>15.50</c>
/// (docs/protocol.md §2).
/// </summary>
public sealed class MoneyNumber : JsonConverter<Money>
{
    /// <summary>The largest magnitude that is read from outside, in major units.</summary>
    public const decimal Largest = 10_000_000m;

    /// <inheritdoc />
    public override Money Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var value))
        {
            throw new JsonException("expected an amount: a number with at most three decimals");
        }

        // Range first: scaling an enormous number would overflow.
        return Math.Abs(value) > Largest
            ? throw new JsonException("the amount is out of range")
            : Money.OfDecimal(value)
                ?? throw new JsonException("an amount has at most three decimals");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        var decimals = value.Thousandths % 10 == 0 ? (byte)2 : (byte)3;
        Utf8Formatter.TryFormat(value.ToDecimal(), text, out var length, new('F', decimals));
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
