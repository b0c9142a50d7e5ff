using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Schemas;

/// <summary>
/// The JSON Schema of a payload, from its contract and the rules on its fields. Made here and not by the framework's exporter,
/// which knows nothing of own converters and forgets optional fields that have one.
/// </summary>
/// <param name="fromServer">Whether the server writes the payload: its timestamps have one form only.</param>
internal sealed class PayloadSchema(bool fromServer)
{
    private const string WrittenTime = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$";

    /// <summary>The JSON Schema of what a contract reads or writes.</summary>
    /// <param name="contract">The contract of a payload or of a part of it.</param>
    public JsonObject Of(JsonTypeInfo contract) =>
        contract.Kind switch
        {
            JsonTypeInfoKind.Object => Record(contract),
            JsonTypeInfoKind.Enumerable => new()
            {
                ["type"] = "array",
                ["items"] = Of(ValueExpectation.ContractOf(contract, contract.ElementType!)),
            },
            JsonTypeInfoKind.Dictionary => new()
            {
                ["type"] = "object",
                ["additionalProperties"] = Of(
                    ValueExpectation.ContractOf(contract, contract.ElementType!)
                ),
            },
            _ => Value(contract),
        };

    /// <summary>The JSON Schema of a moment in time.</summary>
    public JsonObject Time()
    {
        var schema = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (fromServer)
        {
            schema["pattern"] = WrittenTime;
        }

        return schema;
    }

    private JsonObject Record(JsonTypeInfo contract)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in contract.Properties)
        {
            properties[property.Name] = Field(contract, property);
            if (property.IsRequired)
            {
                required.Add((JsonNode)property.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (properties.Count > 0)
        {
            schema["properties"] = properties;
        }

        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        PayloadRules.ChoiceOf(contract)?.Describe(schema);
        return schema;
    }

    private JsonObject Field(JsonTypeInfo owner, JsonPropertyInfo property)
    {
        var contract = ValueExpectation.ContractOf(owner, property.PropertyType);
        var schema = IsRequiredRole(property) ? Words(RequiredRoleWord.Words) : Of(contract);
        foreach (var rule in FieldRules.Of(property))
        {
            rule.Describe(rule.Each ? Entry(schema) : schema);
        }

        if (property.AssociatedParameter is { DefaultValue: { } preset })
        {
            schema["default"] = JsonSerializer.SerializeToNode(preset, contract);
        }

        // An optional field is absent rather than null; a field of the document's samples is there even where it is null.
        if (property.IsRequired && ValueExpectation.TakesNull(property))
        {
            schema["type"] = new JsonArray((string)schema["type"]!, "null");
        }

        return schema;
    }

    private JsonObject Value(JsonTypeInfo contract) =>
        contract.Type switch
        {
            { IsEnum: true } => Words(ValueExpectation.Words(contract)),
            var type when type == typeof(string) => Of("string"),
            var type when type == typeof(bool) => Of("boolean"),
            var type when type == typeof(int) || type == typeof(long) => Of("integer"),
            var type when type == typeof(double) || type == typeof(decimal) => Of("number"),
            var type when type == typeof(JsonElement) => Of("object"),
            var type when type == typeof(DateTimeOffset) => Time(),
            var type when type == typeof(Money) => new()
            {
                ["type"] = "number",
                ["multipleOf"] = 0.001m,
            },
            var type when type == typeof(ChannelRequest) => ChannelEntry(),
            var type => throw new NotSupportedException($"No schema is known for {type}."),
        };

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static JsonObject Words(IEnumerable<string> words) =>
        new()
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]),
        };

    private static JsonObject ChannelEntry()
    {
        var after = Of("integer");
        new BoundsAttribute(0).Describe(after);
        return new()
        {
            ["oneOf"] = new JsonArray(
                Of("string"),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["channel"] = Of("string"),
                        ["afterSequence"] = after,
                    },
                    ["required"] = new JsonArray("channel"),
                }
            ),
        };
    }

    private static JsonObject Entry(JsonObject schema) =>
        (JsonObject)(schema["items"] ?? schema["additionalProperties"])!;

    private static bool IsRequiredRole(JsonPropertyInfo property) =>
        property
            .AttributeProvider?.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false)
            .Cast<JsonConverterAttribute>()
            .Any(attribute => attribute.ConverterType == typeof(RequiredRoleWord))
        ?? false;
}
