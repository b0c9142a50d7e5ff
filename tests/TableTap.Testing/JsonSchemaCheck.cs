using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TableTap.Testing;

/// <summary>
/// Evaluates the part of JSON Schema 2020-12 that the protocol's schemas use. A keyword it does not know is a bug of the
/// schema or of this class and throws. Agrees with an independent validator by test.
/// </summary>
/// <param name="schemas">The schemas that <c>$ref</c> can name.</param>
/// <param name="closed">Whether a field that the schema does not name is a problem too.</param>
public sealed class JsonSchemaCheck(IReadOnlyDictionary<string, JsonObject> schemas, bool closed)
{
    /// <summary>What is wrong with a value: path and problem.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="path">Where it stands.</param>
    public IEnumerable<string> Problems(JsonElement value, JsonObject schema, string path = "$") =>
        from keyword in schema
        from problem in Problems(value, schema, keyword.Key, keyword.Value!, path)
        select problem;

    private IEnumerable<string> Problems(
        JsonElement value,
        JsonObject schema,
        string keyword,
        JsonNode rule,
        string path
    ) =>
        keyword switch
        {
            "$schema" or "$id" or "title" or "description" or "default" => [],
            "$ref" => Problems(value, schemas[(string)rule!], path),
            "type" => Unless(
                Types(rule).Any(type => IsOf(value, type)),
                path,
                $"is not {rule.ToJsonString()}"
            ),
            "const" => Unless(Same(value, rule), path, $"is not {rule.ToJsonString()}"),
            "enum" => Unless(
                rule.AsArray().Any(word => Same(value, word)),
                path,
                $"is none of {rule.ToJsonString()}"
            ),
            "oneOf" => Unless(
                rule.AsArray().Count(part => !Open().Problems(value, part!.AsObject(), path).Any())
                    == 1,
                path,
                "fits not exactly one form"
            ),
            "pattern" => Unless(
                value.ValueKind != JsonValueKind.String
                    || Regex.IsMatch(
                        value.GetString()!,
                        (string)rule!,
                        RegexOptions.None,
                        TimeSpan.FromSeconds(1)
                    ),
                path,
                $"does not match {rule}"
            ),
            "format" => Unless(
                value.ValueKind != JsonValueKind.String || value.TryGetDateTimeOffset(out _),
                path,
                $"is no {rule}"
            ),
            "minimum" => Unless(
                value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= (decimal)rule!,
                path,
                $"is below {rule}"
            ),
            "maximum" => Unless(
                value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= (decimal)rule!,
                path,
                $"is above {rule}"
            ),
            "multipleOf" => Unless(
                value.ValueKind != JsonValueKind.Number || value.GetDecimal() % (decimal)rule! == 0,
                path,
                $"is no multiple of {rule}"
            ),
            "minLength" => Unless(
                value.ValueKind != JsonValueKind.String || Length(value) >= (int)rule!,
                path,
                "is too short"
            ),
            "maxLength" => Unless(
                value.ValueKind != JsonValueKind.String || Length(value) <= (int)rule!,
                path,
                "is too long"
            ),
            "minItems" => Unless(
                value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= (int)rule!,
                path,
                "has too few entries"
            ),
            "maxItems" => Unless(
                value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= (int)rule!,
                path,
                "has too many entries"
            ),
            "required" => Missing(value, rule.AsArray(), path),
            "properties" => Fields(value, schema, path),
            "additionalProperties" => Entries(value, rule, path),
            "items" => Items(value, rule.AsObject(), path),
            _ => throw new NotSupportedException($"The schema keyword '{keyword}' is not known."),
        };

    // Inside a choice only the forms decide; what they do not name is judged outside.
    private JsonSchemaCheck Open() => closed ? new(schemas, closed: false) : this;

    private static IEnumerable<string> Unless(bool kept, string path, string problem) =>
        kept ? [] : [$"{path} {problem}"];

    private static IEnumerable<string> Types(JsonNode rule) =>
        rule is JsonArray types ? types.Select(type => (string)type!) : [(string)rule!];

    private static bool IsOf(JsonElement value, string type) =>
        (type, value.ValueKind) switch
        {

            ("object", JsonValueKind.Object)
            or
            ("array", JsonValueKind.Array)
            or
            ("string", JsonValueKind.String)
            or
            ("number", JsonValueKind.Number)
            or
            ("boolean", JsonValueKind.True or JsonValueKind.False)
            or ("null", JsonValueKind.Null) => true,
            ("integer", JsonValueKind.Number) => value.GetDecimal() % 1 == 0,
            _ => false,
        };

    private static bool Same(JsonElement value, JsonNode? expected) =>
        expected is null
            ? value.ValueKind == JsonValueKind.Null
            : JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), expected);

    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static IEnumerable<string> Missing(JsonElement value, JsonArray names, string path) =>
        value.ValueKind != JsonValueKind.Object
            ? []
            : from name in names
            where !value.TryGetProperty((string)name!, out _)
            select $"{path}.{name} is missing";

    private IEnumerable<string> Fields(JsonElement value, JsonObject schema, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        var named = schema["properties"]!.AsObject();
        foreach (var field in value.EnumerateObject())
        {
            var below = $"{path}.{field.Name}";
            if (named[field.Name] is JsonObject part)
            {
                foreach (var problem in Problems(field.Value, part, below))
                {
                    yield return problem;
                }
            }
            else if (closed)
            {
                yield return $"{below} is not in the schema";
            }
        }
    }

    private IEnumerable<string> Entries(JsonElement value, JsonNode rule, string path) =>
        value.ValueKind != JsonValueKind.Object
            ? []
            : from field in value.EnumerateObject()
            from problem in Problems(field.Value, rule.AsObject(), $"{path}.{field.Name}")
            select problem;

    private IEnumerable<string> Items(JsonElement value, JsonObject rule, string path) =>
        value.ValueKind != JsonValueKind.Array
            ? []
            : value
                .EnumerateArray()
                .SelectMany((item, index) => Problems(item, rule, $"{path}[{index}]"));
}
