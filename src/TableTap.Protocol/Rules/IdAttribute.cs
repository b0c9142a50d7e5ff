using System.Text.Json.Nodes;
using TableTap.Terms;

namespace TableTap.Protocol.Rules;

/// <summary>The field is an <see cref="Identifier"/> (section 2).</summary>
public sealed class IdAttribute : RuleAttribute
{
    /// <summary>The syntax of an id as a regular expression.</summary>
    public const string Pattern = $"^{Identifier.Pattern}$";

    /// <inheritdoc />
    public override string? Problem(object value) =>
        value is string text && Identifier.IsValid(text)
            ? null
            : $"expected an id: {Identifier.Rule}";

    /// <inheritdoc />
    public override void Describe(JsonObject schema) => schema["pattern"] = Pattern;
}
