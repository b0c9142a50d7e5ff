using System.Collections;
using System.Text.Json.Nodes;

namespace TableTap.Protocol.Rules;

/// <summary>How many entries a list has.</summary>
/// <param name="min">The fewest entries that the list may have.</param>
/// <param name="max">The most entries that the list may have.</param>
public sealed class CountAttribute(int min, int max) : RuleAttribute
{
    /// <summary>The fewest entries that the list may have.</summary>
    public int Min { get; } = min;

    /// <summary>The most entries that the list may have.</summary>
    public int Max { get; } = max;

    /// <inheritdoc />
    public override string? Problem(object value)
    {
        var count = ((ICollection)value).Count;
        return count < Min ? $"has at least {Min} entries"
            : count > Max && !UpperIsDefault ? $"has at most {Max} entries"
            : null;
    }

    /// <inheritdoc />
    public override void Describe(JsonObject schema)
    {
        if (Min > 0)
        {
            schema["minItems"] = Min;
        }

        schema["maxItems"] = Max;
    }
}
