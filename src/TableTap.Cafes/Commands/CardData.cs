using System.Text;
using System.Text.Json;

namespace TableTap.Cafes.Commands;

/// <summary>
/// Finds what looks like data of a payment card in a payload, wherever it stands: no card number and no CVV is accepted
/// anywhere, and none is repeated in an answer or a log (section 5, "Money").
/// </summary>
public static class CardData
{
    private static readonly HashSet<string> Names =
    [
        "cardnumber",
        "cardno",
        "creditcard",
        "creditcardnumber",
        "pan",
        "cvv",
        "cvv2",
        "cvc",
        "cvc2",
        "cvn",
        "securitycode",
        "cardsecuritycode",
        "cardverificationvalue",
        "cardexpiry",
        "expirydate",
    ];

    /// <summary>Whether the payload holds card data.</summary>
    /// <param name="data">A payload that is valid JSON.</param>
    public static bool IsIn(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return false;
        }

        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            var found = reader.TokenType switch
            {
                JsonTokenType.PropertyName => IsName(reader.GetString()!)
                    || HoldsNumber(reader.GetString()!),
                JsonTokenType.String => HoldsNumber(reader.GetString()!),
                JsonTokenType.Number => HoldsNumber(Encoding.UTF8.GetString(reader.ValueSpan)),
                _ => false,
            };
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsName(string name) =>
        Names.Contains(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    /// <summary>
    /// Whether digits that stand for themselves, perhaps in groups, are a card number. The digits of an id are none: they
    /// stand among letters.
    /// </summary>
    private static bool HoldsNumber(string text)
    {
        if (text.Count(char.IsDigit) < CardNumber.Shortest)
        {
            return false;
        }

        var groups = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            groups.Clear();
            var group = new StringBuilder();
            var stands = true;
            for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || IsJoint(text, at)); at++)
            {
                stands &= !char.IsLetter(text[at]);
                if (char.IsDigit(text[at]))
                {
                    group.Append((char)('0' + (int)char.GetNumericValue(text[at])));
                }
                else
                {
                    groups.Add(group.ToString());
                    group.Clear();
                }
            }

            groups.Add(group.ToString());
            if (stands && HoldsNumber(groups))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Neighbouring groups may be a card number where other digits stand before or after them.</summary>
    private static bool HoldsNumber(List<string> groups)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            var digits = "";
            for (
                var last = first;
                last < groups.Count && digits.Length <= CardNumber.Longest;
                last++
            )
            {
                digits += groups[last];
                if (CardNumber.Is(digits))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A space, hyphen or dot between two digits, or a hyphen or underscore inside an id.</summary>
    private static bool IsJoint(string text, int at) =>
        at > 0
        && at + 1 < text.Length
        && (
            char.IsDigit(text[at - 1])
                && char.IsDigit(text[at + 1])
                && (char.IsWhiteSpace(text[at]) || text[at] is '-' or '.' or '_' or '/')
            || char.IsLetterOrDigit(text[at - 1])
                && char.IsLetterOrDigit(text[at + 1])
                && text[at] is '-' or '_'
        );
}
