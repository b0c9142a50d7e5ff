using System.Globalization;

namespace TableTap.Terms;

/// <summary>A number with its noun in a sentence for people: <c>1 minute</c>, <c>2 minutes</c>, <c>1.5 minutes</c>. Pure.</summary>
public static class Counted
{
    /// <summary>The number and the form of the noun that fits it, with a space between them.</summary>
    /// <param name="count">How many; shown with at most one decimal.</param>
    /// <param name="one">The noun for exactly one.</param>
    /// <param name="many">The noun for any other number.</param>
    public static string Of(double count, string one, string many)
    {
        var number = count.ToString("0.#", CultureInfo.InvariantCulture);
        return $"{number} {(number == "1" ? one : many)}";
    }
}
