using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TableTap.Protocol.Jose;

/// <summary>
/// The one way to write a JSON value that everybody who signs or checks it comes to (RFC 8785): names in the order of their UTF-16
/// code units, numbers and texts as ECMAScript writes them, no space. Thread-safe.
/// </summary>
public static class CanonicalJson
{
    // Where ECMAScript begins to write a number with an exponent (Number::toString, radix 10).
    private const int MostDigitsBefore = 21;
    private const int MostZerosBehind = 5;

    /// <summary>Whole numbers up to this one are doubles, each written by its digits.</summary>
    private const long MostExact = 1L << 53;
    private const int MostExactDigits = 15;
    private const int MostDigits = 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly Comparison<JsonProperty> InTurn = Compare;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"
    );

    /// <summary>The canonical form of a JSON text.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <returns>Its canonical form, UTF-8.</returns>
    /// <exception cref="JsonException">It is no JSON that has a canonical form: a name twice, a lone surrogate, a number beyond a double.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>Reads a JSON text in which no name stands twice.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (InvalidOperationException lone)
        {
            throw new JsonException("A name has half of a surrogate pair.", lone);
        }
    }

    /// <summary>The canonical form of a JSON value, of which no name stands twice.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its canonical form, UTF-8.</returns>
    /// <exception cref="JsonException">It has no canonical form: a lone surrogate, a number beyond a double.</exception>
    public static byte[] Of(JsonElement value)
    {
        var target = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(value).Length);
        try
        {
            Write(value, target);
        }
        catch (InvalidOperationException lone)
        {
            throw new JsonException("A text has half of a surrogate pair.", lone);
        }

        return target.WrittenSpan.ToArray();
    }

    /// <summary>A text as it stands in a canonical form, with its quotes.</summary>
    /// <param name="text">The text, without half of a surrogate pair.</param>
    public static string Quote(string text)
    {
        var quoted = new ArrayBufferWriter<byte>(text.Length + 2);
        Write(text, quoted);
        return Encoding.UTF8.GetString(quoted.WrittenSpan);
    }

    /// <summary>Writes a text as it stands in a canonical form, with its quotes.</summary>
    internal static void Write(string text, ArrayBufferWriter<byte> target)
    {
        target.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Escaped) is >= 0 and var place)
        {
            Encoding.UTF8.GetBytes(rest[..place], target);
            target.Write(
                rest[place] switch
                {
                    '"' => "\\\""u8,
                    '\\' => "\\\\"u8,
                    '\b' => "\\b"u8,
                    '\t' => "\\t"u8,
                    '\n' => "\\n"u8,
                    '\f' => "\\f"u8,
                    '\r' => "\\r"u8,
                    var unit => Encoding.ASCII.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")
                    ),
                }
            );
            rest = rest[(place + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, target);
        target.Write("\""u8);
    }

    /// <summary>Writes a whole number as it stands in a canonical form.</summary>
    internal static void Write(long number, ArrayBufferWriter<byte> target)
    {
        if (number is >= -MostExact and <= MostExact)
        {
            Utf8Formatter.TryFormat(number, target.GetSpan(MostDigits), out var length);
            target.Advance(length);
        }
        else
        {
            Encoding.ASCII.GetBytes(Number(number), target);
        }
    }

    /// <summary>A number as ECMAScript writes it.</summary>
    /// <param name="value">Finite.</param>
    internal static string Number(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // The shortest digits that read back as the same number are what both ask for; only their layout differs.
        var (digits, before) = Digits(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        var sign = value < 0 ? "-" : "";
        if (before > MostDigitsBefore || before < -MostZerosBehind)
        {
            var power = (before - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
            return digits.Length == 1
                ? $"{sign}{digits}e{power}"
                : $"{sign}{digits[0]}.{digits[1..]}e{power}";
        }

        return before <= 0 ? $"{sign}0.{new string('0', -before)}{digits}"
            : digits.Length <= before ? $"{sign}{digits.PadRight(before, '0')}"
            : $"{sign}{digits[..before]}.{digits[before..]}";
    }

    // The digits without zeros around them, and how many of them stand before the point; less than 0 for zeros behind it.
    private static (string Digits, int Before) Digits(string written)
    {
        var parts = written.Split('E');
        var mantissa = parts[0];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var before =
            (point < 0 ? mantissa.Length : point)
            + (parts is [_, var power] ? int.Parse(power, CultureInfo.InvariantCulture) : 0);
        var whole = digits.TrimStart('0');
        return (whole.TrimEnd('0'), before - (digits.Length - whole.Length));
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> target)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, target);
                break;
            case JsonValueKind.Array:
                target.Write("["u8);
                var place = 0;
                foreach (var entry in value.EnumerateArray())
                {
                    Separate(place++, target);
                    Write(entry, target);
                }

                target.Write("]"u8);
                break;
            case JsonValueKind.String when !IsPlain(raw):
                Write(value.GetString()!, target);
                break;
            case JsonValueKind.Number when !IsExact(raw):
                var number =
                    value.TryGetDouble(out var read) && double.IsFinite(read)
                        ? Number(read)
                        : throw new JsonException("A number is beyond what a double holds.");
                Encoding.ASCII.GetBytes(number, target);
                break;
            default:
                target.Write(raw);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> target)
    {
        var members = new JsonProperty[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            members[count++] = member;
        }

        Array.Sort(members, InTurn);
        target.Write("{"u8);
        for (var place = 0; place < members.Length; place++)
        {
            var member = members[place];
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            Separate(place, target);
            if (IsPlain(name))
            {
                target.Write("\""u8);
                target.Write(name);
                target.Write("\""u8);
            }
            else
            {
                Write(member.Name, target);
            }

            target.Write(":"u8);
            Write(member.Value, target);
        }

        target.Write("}"u8);
    }

    private static void Separate(int place, ArrayBufferWriter<byte> target)
    {
        if (place > 0)
        {
            target.Write(","u8);
        }
    }

    // Bytes of ASCII are in the order of their UTF-16 code units; of other names the texts are compared.
    private static int Compare(JsonProperty one, JsonProperty other)
    {
        var left = JsonMarshal.GetRawUtf8PropertyName(one);
        var right = JsonMarshal.GetRawUtf8PropertyName(other);
        return IsSimple(left) && IsSimple(right)
            ? left.SequenceCompareTo(right)
            : string.CompareOrdinal(one.Name, other.Name);
    }

    private static bool IsSimple(ReadOnlySpan<byte> name) =>
        Ascii.IsValid(name) && !name.Contains((byte)'\\');

    /// <summary>Whether a text stands in JSON as it stands in a canonical form.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        !text.Contains((byte)'\\') && Utf8.IsValid(text);

    /// <summary>Whether a number stands in JSON as it stands in a canonical form: a whole one, and not too long for a double.</summary>
    private static bool IsExact(ReadOnlySpan<byte> number) =>
        number.Length <= MostExactDigits
        && number[0] != (byte)'-'
        && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
