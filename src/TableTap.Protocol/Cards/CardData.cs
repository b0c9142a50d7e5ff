using System.Text;
using System.Text.Json;

namespace TableTap.Protocol.Cards;

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

    /// <summary>Whether a text holds the number of a card, however its digits are spelled and joined.</summary>
    /// <param name="text">Any text.</param>
    public static bool HoldsNumber(string text) =>
        MayHoldNumber(text) && DigitGroups.In(text).Any(HoldsNumber);

    /// <summary>Whether so many digits, or what may be some, come one after the other without a letter: in most texts they do not.</summary>
    private static bool MayHoldNumber(string text)
    {
        var digits = 0;
        foreach (var character in text)
        {
            digits =
                char.IsLetter(character) ? 0
                : char.IsAsciiDigit(character) || !char.IsAscii(character) ? digits + 1
                : digits;
            if (digits == CardNumber.Shortest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Neighbouring groups may be a card number where other digits stand before or after them.</summary>
    private static bool HoldsNumber(DigitGroups run)
    {
        for (var first = 0; first < run.Groups.Count; first++)
        {
            var digits = "";
            for (
                var last = first;
                last < run.Groups.Count && digits.Length <= CardNumber.Longest;
                last++
            )
            {
                digits += run.Groups[last];
                if (CardNumber.Is(digits) && run.IsOneNumber(first, last))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
