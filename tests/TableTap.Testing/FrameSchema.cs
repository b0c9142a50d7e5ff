using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Schemas;

namespace TableTap.Testing;

/// <summary>
/// Checks frames against the generated schemas, for tests that look at what really travels. A frame of the server may hold
/// nothing that its schema does not name. Thread-safe.
/// </summary>
public static class FrameSchema
{
    private static readonly Dictionary<string, JsonObject> Schemas = ProtocolSchemas
        .JsonSchemas()
        .ToDictionary(schema => schema.Name, schema => JsonNode.Parse(schema.Text)!.AsObject());

    /// <summary>What is wrong with a frame; nothing for one that keeps its schema.</summary>
    /// <param name="frame">The frame, as text of JSON in UTF-8.</param>
    public static IReadOnlyList<string> Validate(ReadOnlyMemory<byte> frame)
    {
        using var document = JsonDocument.Parse(frame);
        return Validate(document.RootElement);
    }

    /// <summary>What is wrong with a frame; nothing for one that keeps its schema.</summary>
    /// <param name="frame">The frame.</param>
    public static IReadOnlyList<string> Validate(JsonElement frame)
    {
        if (
            frame.ValueKind != JsonValueKind.Object
            || !frame.TryGetProperty("type", out var type)
            || type.ValueKind != JsonValueKind.String
            || MessageCatalogue.Find(type.GetString()!) is not { } row
        )
        {
            return ["the frame has no type of the catalogue"];
        }

        var check = new JsonSchemaCheck(Schemas, closed: !row.FromClient);
        var problems = check.Problems(frame, Schemas[$"{row.Type}.json"]).ToList();
        if (problems.Count == 0 && row.Data.Type == typeof(MessageReplay))
        {
            problems.AddRange(
                from message in frame.GetProperty("data").GetProperty("messages").EnumerateArray()
                from problem in Validate(message)
                select $"replayed: {problem}"
            );
        }

        return problems;
    }

    /// <summary>Whether the combined schema takes the frame; says the same as the frame's own schema.</summary>
    /// <param name="frame">The frame, as text of JSON in UTF-8.</param>
    public static bool IsAnyFrame(ReadOnlyMemory<byte> frame)
    {
        using var document = JsonDocument.Parse(frame);
        return !new JsonSchemaCheck(Schemas, closed: false)
            .Problems(document.RootElement, Schemas[ProtocolSchemas.Frame])
            .Any();
    }
}
