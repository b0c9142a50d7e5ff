using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using TableTap.Terms;

namespace TableTap.Protocol.Rules;

/// <summary>The words that a field takes of a larger set.</summary>
/// <typeparam name="T">The type of the enumeration.</typeparam>
/// <param name="members">The members that are taken.</param>
public sealed class OneOfAttribute<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
>(params T[] members) : RuleAttribute
    where T : struct, Enum
{
    /// <summary>The members of the enumeration that the field takes.</summary>
    public IReadOnlyList<T> Members { get; } = members;

    /// <inheritdoc />
    public override string Expected =>
        "one of " + string.Join(", ", Members.Select(member => member.Word));

    /// <inheritdoc />
    public override string? Problem(object value) =>
        Members.Contains((T)value) ? null : $"expected {Expected}";

    /// <inheritdoc />
    public override void Describe(JsonObject schema) =>
        schema["enum"] = new JsonArray([.. Members.Select(member => (JsonNode)member.Word)]);
}
