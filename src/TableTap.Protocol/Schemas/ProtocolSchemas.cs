using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;

namespace TableTap.Protocol.Schemas;

/// <summary>
/// The protocol as documents, made from the catalogue: the same bytes on every machine. Thread-safe.
/// </summary>
public static class ProtocolSchemas
{
    /// <summary>The name of the schema that takes any frame.</summary>
    public const string Frame = "frame.json";

    /// <summary>The dialect of every schema.</summary>
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>What every schema's <c>$id</c> starts with; its file name follows.</summary>
    public const string Base = "https://table-tap.com/protocol/1.0/";

    /// <summary>
    /// A JSON Schema (2020-12) of each message, named <c>{type}.json</c>, and <see cref="Frame"/>, which takes each of them.
    /// </summary>
    /// <returns>File names and texts, in the order of the catalogue.</returns>
    public static IReadOnlyList<(string Name, string Text)> JsonSchemas()
    {
        var schemas = new List<(string Name, string Text)>();
        foreach (var row in MessageCatalogue.All)
        {
            var name = $"{row.Type}.json";
            var schema = FrameShape.Of(row);
            schema.Insert(0, "$schema", Dialect);
            schema.Insert(1, "$id", Base + name);
            schemas.Add((name, Indented(schema)));
        }

        schemas.Add((Frame, Indented(AnyFrame(schemas.Select(schema => schema.Name)))));
        return schemas;
    }

    /// <summary>The AsyncAPI 3.0 document, as YAML.</summary>
    public static string AsyncApi() => YamlText.Of(AsyncApiDocument.Build());

    /// <summary>The AsyncAPI 3.0 document, as JSON.</summary>
    public static string AsyncApiJson() => Indented(AsyncApiDocument.Build());

    /// <summary>The JSON Schema of a whole frame, for documents that hold further schemas.</summary>
    /// <param name="row">The message's catalogue row.</param>
    public static JsonObject FrameOf(MessageDescriptor row) => FrameShape.Of(row);

    /// <summary>The JSON Schema of an event's frame as an ordering system publishes it: without what the server gives.</summary>
    /// <param name="row">The event's catalogue row.</param>
    public static JsonObject PublicationOf(MessageDescriptor row) => FrameShape.Published(row);

    /// <summary>The JSON Schema of a contract that is written like the protocol's payloads.</summary>
    /// <param name="contract">The JSON contract to describe.</param>
    /// <param name="fromServer">Whether the server writes it.</param>
    public static JsonObject SchemaOf(JsonTypeInfo contract, bool fromServer) =>
        new PayloadSchema(fromServer).Of(contract);

    private static JsonObject AnyFrame(IEnumerable<string> names) =>
        new()
        {
            ["$schema"] = Dialect,
            ["$id"] = Base + Frame,
            ["title"] = "frame",
            ["description"] = "Any message of the protocol, told apart by its type.",
            ["oneOf"] = new JsonArray([
                .. names.Select(name => new JsonObject { ["$ref"] = name }),
            ]),
        };

    private static string Indented(JsonObject schema)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
