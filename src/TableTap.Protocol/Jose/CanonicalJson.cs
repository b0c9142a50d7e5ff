using System.Globalization;
using System.Text;
using System.Text.Json;

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

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

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
        var text = new StringBuilder();
        try
        {
            Write(value, text);
        }
        catch (InvalidOperationException lone)
        {
            throw new JsonException("A text has half of a surrogate pair.", lone);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A text as it stands in a canonical form, with its quotes.</summary>
    /// <param name="text">The text, without half of a surrogate pair.</param>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder();
        Write(text, quoted);
        return quoted.ToString();
    }

    /// <summary>Writes a text as it stands in a canonical form, with its quotes.</summary>
    internal static void Write(string text, StringBuilder target)
    {
        target.Append('"');
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' => target.Append("\\\""),
                '\\' => target.Append(@"\\"),
                '\b' => target.Append("\\b"),
                '\t' => target.Append("\\t"),
                '\n' => target.Append("\\n"),
                '\f' => target.Append("\\f"),
                '\r' => target.Append("\\r"),
                < ' ' => target.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => target.Append(unit),
            };
        }

        target.Append('"');
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

    private static void Write(JsonElement value, StringBuilder target)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, target);
                break;
            case JsonValueKind.Array:
                target.Append('[');
                var separator = "";
                foreach (var entry in value.EnumerateArray())
                {
                    target.Append(separator);
                    Write(entry, target);
                    separator = ",";
                }

                target.Append(']');
                break;
            case JsonValueKind.String:
                Write(value.GetString()!, target);
                break;
            case JsonValueKind.Number:
                target.Append(
                    value.TryGetDouble(out var number) && double.IsFinite(number)
                        ? Number(number)
                        : throw new JsonException("A number is beyond what a double holds.")
                );
                break;
            default:
                target.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder target)
    {
        target.Append('{');
        var separator = "";
        foreach (
            var member in value
                .EnumerateObject()
                .OrderBy(member => member.Name, StringComparer.Ordinal)
        )
        {
            target.Append(separator);
            Write(member.Name, target);
            target.Append(':');
            Write(member.Value, target);
            separator = ",";
        }

        target.Append('}');
    }
}
