using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Rules;

namespace TableTap.Protocol.Payload;

/// <summary>The rules that stand at the fields of a contract.</summary>
internal static class FieldRules
{
    /// <summary>The rules of a field.</summary>
    /// <param name="property">The field of a contract.</param>
    public static IEnumerable<RuleAttribute> Of(JsonPropertyInfo property) =>
        property
            .AssociatedParameter?.AttributeProvider?.GetCustomAttributes(
                typeof(RuleAttribute),
                inherit: true
            )
            .Cast<RuleAttribute>()
        ?? [];
}
