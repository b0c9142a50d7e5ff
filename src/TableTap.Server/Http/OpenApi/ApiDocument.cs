using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Values;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http.OpenApi;

/// <summary>The addresses of a server as OpenAPI 3.1, made from the table of addresses and the contracts of what they carry.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    /// <summary>Builds the OpenAPI document from the operations of a server.</summary>
    /// <param name="rows">The addresses the server has.</param>
    /// <param name="pathBase">The path below which a proxy shows the server; empty for none.</param>
    public static JsonObject Build(IReadOnlyCollection<ApiOperation> rows, string pathBase = "")
    {
        var paths = new JsonObject();
        foreach (var row in rows)
        {
            var path = (JsonObject)(paths[row.Path] ??= new JsonObject());
            path[row.Method.ToLowerInvariant()] = Operation(row);
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "TableTap over HTTP",
                ["version"] = ProtocolVersion.Current,
                ["description"] =
                    "State, commands and administration beside the WebSocket. Sections are those of docs/protocol.md; the socket itself is described by /asyncapi.yaml.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(
                new JsonObject { ["url"] = pathBase.Length == 0 ? "/" : pathBase }
            ),
            ["tags"] = new JsonArray([
                .. ApiTags.All.Select(tag => new JsonObject
                {
                    ["name"] = tag.Name,
                    ["description"] = tag.Text,
                }),
            ]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = ApiSchemas.Build(rows),
                ["securitySchemes"] = new JsonObject
                {
                    [Bearer] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["bearerFormat"] = "JWT",
                    },
                },
            },
        };
    }

    private static JsonObject Operation(ApiOperation row)
    {
        var operation = new JsonObject
        {
            ["operationId"] = row.Id,
            ["tags"] = new JsonArray(row.Tag),
            ["summary"] = row.Summary,
        };
        if (row.Text is not null)
        {
            operation["description"] = row.Text;
        }

        if (Parameters(row) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (row.Request is { } request)
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = request.Text,
                ["required"] = true,
                ["content"] = Content(request),
            };
        }

        operation["responses"] = Responses(row);
        if (row.Callers != Roles.None)
        {
            operation["security"] = new JsonArray(new JsonObject { [Bearer] = new JsonArray() });
            operation["x-roles"] = new JsonArray([
                .. Enum.GetValues<Role>()
                    .Where(role => row.Callers.Has(role))
                    .Select(role => (JsonNode)role.Word),
            ]);
        }
        else
        {
            operation["security"] = new JsonArray();
        }

        return operation;
    }

    private static JsonArray Parameters(ApiOperation row) =>
        new([
            .. row
                .Path.Split('/')
                .Where(part => part.StartsWith('{'))
                .Select(part => Parameter(PathId(part.Trim('{', '}')), "path")),
            .. row.Query.Select(parameter => Parameter(parameter, "query")),
        ]);

    private static JsonObject Parameter(ApiParameter parameter, string place) =>
        new()
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = parameter.Required,
            ["description"] = parameter.Description,
            ["schema"] = parameter.Schema.DeepClone(),
        };

    private static JsonObject Responses(ApiOperation row)
    {
        var answer = new JsonObject { ["description"] = row.Answer?.Text ?? "Done." };
        if (row.Answer is { } body)
        {
            answer["content"] = Content(body);
        }

        var responses = new JsonObject { [$"{row.Status}"] = answer };
        foreach (var status in row.AllRefusals.GroupBy(ProblemDocument.StatusOf))
        {
            responses[$"{status.Key}"] = new JsonObject
            {
                ["description"] = string.Join(", ", status.Select(code => code.Word)),
                ["content"] = new JsonObject
                {
                    [ProblemDocument.MediaType] = new JsonObject
                    {
                        ["schema"] = ApiSchemas.To(ApiSchemas.Problem),
                        ["examples"] = Examples(status),
                    },
                },
            };
        }

        return responses;
    }

    private static JsonObject Examples(IEnumerable<ErrorCode> codes)
    {
        var examples = new JsonObject();
        foreach (var code in codes)
        {
            examples[code.Word] = new JsonObject
            {
                ["value"] = JsonSerializer.SerializeToNode(
                    ProblemDocument.Of(new(code, "What happened, for a person.")),
                    ProblemJson.Default.ProblemDocument
                ),
            };
        }

        return examples;
    }

    private static JsonObject Content(ApiBody body)
    {
        var content = new JsonObject();
        foreach (var mediaType in body.MediaTypes)
        {
            var isJson = mediaType == JsonAnswer.MediaType;
            var form = new JsonObject
            {
                ["schema"] =
                    isJson && body.Schema is { } name
                        ? ApiSchemas.To(name)
                        : new JsonObject { ["type"] = "string" },
            };
            if (isJson && body.Example is { } example)
            {
                form["example"] = JsonNode.Parse(example);
            }

            content[mediaType] = form;
        }

        return content;
    }

    private static ApiParameter PathId(string name) =>
        ApiParameter.Id(name, "An id of section 2.") with
        {
            Required = true,
        };
}
