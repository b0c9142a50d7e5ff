using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Schemas;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.OpenApi;

/// <summary>
/// The schemas of what HTTP carries: commands and their answers are the frames of the catalogue, everything else comes from the
/// contract that writes it.
/// </summary>
internal static class ApiSchemas
{
    /// <summary>The name of the schema of problem documents.</summary>
    public const string Problem = "Problem";

    /// <summary>The schemas by name.</summary>
    /// <param name="operations">The operations whose bodies they describe.</param>
    public static JsonObject Build(IEnumerable<ApiOperation> operations)
    {
        var schemas = new JsonObject
        {
            [Problem] = ProtocolSchemas.SchemaOf(ProblemJson.Default.ProblemDocument, true),
            ["Health"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["status"] = new JsonObject { ["type"] = "string" },
                },
                ["required"] = new JsonArray("status"),
            },
        };
        foreach (var operation in operations)
        {
            Add(operation.Request, isAnswer: false);
            Add(operation.Answer, isAnswer: true);
        }

        var commands = MessageCatalogue.All.Where(row => row.Kind == MessageKind.Command).ToList();
        var mapping = new JsonObject();
        foreach (var row in commands)
        {
            schemas[row.Type] = ProtocolSchemas.FrameOf(row);
            mapping[row.Type] = Reference(row.Type);
        }

        schemas[ApiBody.Command] = new JsonObject
        {
            ["description"] = "Any command of the catalogue, told apart by its type.",
            ["oneOf"] = new JsonArray([.. commands.Select(row => To(row.Type))]),
            ["discriminator"] = new JsonObject { ["propertyName"] = "type", ["mapping"] = mapping },
        };
        var acknowledged = MessageCatalogue.NoticeOf<MessageAcknowledged>();
        schemas[acknowledged.Type] = ProtocolSchemas.FrameOf(acknowledged);
        return schemas;

        void Add(ApiBody? body, bool isAnswer)
        {
            if (body is { Schema: { } name, Contract: { } contract })
            {
                schemas[name] ??= ProtocolSchemas.SchemaOf(contract, isAnswer);
            }
        }
    }

    /// <summary>A reference to a schema.</summary>
    /// <param name="name">The schema.</param>
    public static JsonObject To(string name) => new() { ["$ref"] = Reference(name) };

    private static string Reference(string name) => $"#/components/schemas/{name}";
}
