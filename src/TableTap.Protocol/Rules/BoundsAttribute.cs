using System.Globalization;
using System.Text.Json.Nodes;
using TableTap.Terms;

namespace TableTap.Protocol.Rules;

/// <summary>The bounds of a number or an amount of money, both included.</summary>
/// <param name="min">The least value that is allowed.</param>
/// <param name="max">The most; infinity for none.</param>
public sealed class BoundsAttribute(double min, double max = double.PositiveInfinity)
    : RuleAttribute
{
    /// <summary>The least value that is allowed.</summary>
    public double Min { get; } = min;

    /// <summary>The largest value that is allowed; infinity where there is no upper bound.</summary>
    public double Max { get; } = max;

    /// <inheritdoc />
    public override string? Problem(object value)
    {
        var number = value is Money amount
            ? (double)amount.ToDecimal()
            : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number < Min ? $"is at least {Shown(Min)}"
            : number > Max && !UpperIsDefault ? $"is at most {Shown(Max)}"
            : null;
    }

    /// <inheritdoc />
    public override void Describe(JsonObject schema)
    {
        schema["minimum"] = (decimal)Min;
        if (double.IsFinite(Max))
        {
            schema["maximum"] = (decimal)Max;
        }
    }

    private static string Shown(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
