using System.Text.Json;
using System.Text.Json.Nodes;

namespace TableTap.Protocol;

/// <summary>The words that a field takes of a larger set.</summary>
/// <param name="words">The members of the enumeration.</param>
public sealed class OneOfAttribute(params object[] words) : RuleAttribute
{
    /// <summary>The members that are taken.</summary>
    public IReadOnlyList<object> Words { get; } = words;

    /// <inheritdoc />
    public override string? Problem(object value) =>
        Words.Contains(value)
            ? null
            : "expected one of " + string.Join(", ", Words.Select(Spelled));

    /// <inheritdoc />
    public override void Describe(JsonObject schema) =>
        schema["enum"] = new JsonArray([.. Words.Select(word => (JsonNode)Spelled(word))]);

    private static string Spelled(object word) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()!);
}
