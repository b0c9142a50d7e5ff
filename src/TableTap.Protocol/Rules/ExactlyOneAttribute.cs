using System.Text.Json.Nodes;

namespace TableTap.Protocol.Rules;

/// <summary>Of these fields a payload has exactly one.</summary>
/// <param name="fields">Their names on the wire.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneAttribute(params string[] fields) : Attribute
{
    /// <summary>The names of the fields on the wire.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;

    /// <summary>What is wrong, for a person.</summary>
    public string Problem => "has exactly one of " + string.Join(", ", Fields);

    /// <summary>Adds the rule to the record's JSON Schema.</summary>
    /// <param name="schema">The schema of the record.</param>
    public void Describe(JsonObject schema) =>
        schema["oneOf"] = new JsonArray([
            .. Fields.Select(field => new JsonObject
            {
                // Named again, because strict validators ask it of whatever is required.
                ["properties"] = new JsonObject { [field] = new JsonObject() },
                ["required"] = new JsonArray(field),
            }),
        ]);
}
