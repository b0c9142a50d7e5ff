using System.Text.Json.Nodes;
using TableTap.Terms;

namespace TableTap.Protocol.Rules;

/// <summary>How long a text may be, in Unicode characters.</summary>
/// <param name="max">The most Unicode characters that the text may have.</param>
public sealed class TextAttribute(int max) : RuleAttribute
{
    /// <summary>The most Unicode characters that the text may have.</summary>
    public int Max { get; } = max;

    /// <summary>The fewest Unicode characters that the text must have.</summary>
    /// <value>Default: 0.</value>
    public int Min { get; init; }

    /// <inheritdoc />
    public override string? Problem(object value)
    {
        var length = TextLimits.LengthOf((string)value);
        return length < Min ? $"has at least {Counted.Of(Min, "character", "characters")}"
            : length > Max && !UpperIsDefault
                ? $"has at most {Counted.Of(Max, "character", "characters")}"
            : null;
    }

    /// <inheritdoc />
    public override void Describe(JsonObject schema)
    {
        if (Min > 0)
        {
            schema["minLength"] = Min;
        }

        schema["maxLength"] = Max;
    }
}
