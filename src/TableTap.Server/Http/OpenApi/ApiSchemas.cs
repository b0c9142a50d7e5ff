using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Schemas;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.OpenApi;

/// <summary>
/// The schemas of what HTTP carries: commands, their answers and what is published are the frames of the catalogue, everything else comes from the
/// contract that writes it.
/// </summary>
internal static class ApiSchemas
{
    /// <summary>The name of the schema of problem documents.</summary>
    public const string Problem = "Problem";

    private const string Event = "Event";

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
                    ["backplane"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["enum"] = new JsonArray("up", "down"),
                    },
                },
                ["required"] = new JsonArray("status"),
            },
        };
        foreach (var operation in operations)
        {
            Add(operation.Request, isAnswer: false);
            Add(operation.Answer, isAnswer: true);
        }

        schemas[ApiBody.Command] = Choice(
            "Any command of the catalogue, told apart by its type.",
            MessageKind.Command,
            ProtocolSchemas.FrameOf
        );
        schemas[Event] = Choice(
            "Any event of the catalogue, told apart by its type, without what the server gives.",
            MessageKind.Event,
            ProtocolSchemas.PublicationOf
        );
        schemas[ApiBody.Publication] = new JsonObject
        {
            ["description"] = "An event, or a list of them.",
            ["oneOf"] = new JsonArray(
                To(Event),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["messages"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["minItems"] = 1,
                            ["items"] = To(Event),
                        },
                    },
                    ["required"] = new JsonArray("messages"),
                }
            ),
        };
        var acknowledged = MessageCatalogue.NoticeOf<MessageAcknowledged>();
        schemas[acknowledged.Type] = ProtocolSchemas.FrameOf(acknowledged);
        return schemas;

        JsonObject Choice(
            string description,
            MessageKind kind,
            Func<MessageDescriptor, JsonObject> schemaOf
        )
        {
            var forms = new JsonArray();
            var mapping = new JsonObject();
            foreach (var row in MessageCatalogue.All.Where(row => row.Kind == kind))
            {
                schemas[row.Type] = schemaOf(row);
                forms.Add((JsonNode)To(row.Type));
                mapping[row.Type] = Reference(row.Type);
            }

            return new()
            {
                ["description"] = description,
                ["oneOf"] = forms,
                ["discriminator"] = new JsonObject
                {
                    ["propertyName"] = "type",
                    ["mapping"] = mapping,
                },
            };
        }

        void Add(ApiBody? body, bool isAnswer)
        {
            if (body is { Schema: { } name, Contract: { } contract })
            {
                schemas[name] ??= ProtocolSchemas.SchemaOf(contract(), isAnswer);
            }
        }
    }

    /// <summary>A reference to a schema.</summary>
    /// <param name="name">The schema.</param>
    public static JsonObject To(string name) => new() { ["$ref"] = Reference(name) };

    private static string Reference(string name) => $"#/components/schemas/{name}";
}
