using System.Text;
using TableTap.Protocol.Schemas;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary><c>GET /asyncapi.yaml</c> and <c>/asyncapi.json</c>: the protocol as a document, made once. Thread-safe.</summary>
internal static class AsyncApiEndpoint
{
    /// <summary>What the address of the YAML form does.</summary>
    public static ApiOperation InYaml { get; } =
        new(
            "getAsyncApi",
            "GET",
            "/asyncapi.yaml",
            ApiTags.Machines,
            "The protocol of the socket as AsyncAPI 3.0"
        )
        {
            Answer = new("The document.") { MediaTypes = [CafeFileEndpoint.Yaml] },
        };

    /// <summary>What the address of the JSON form does.</summary>
    public static ApiOperation InJson { get; } =
        new("getAsyncApiAsJson", "GET", "/asyncapi.json", ApiTags.Machines, "The same as JSON")
        {
            Answer = new("The document."),
        };

    private static readonly Lazy<byte[]> Document = new(() =>
        Encoding.UTF8.GetBytes(ProtocolSchemas.AsyncApi())
    );

    private static readonly Lazy<byte[]> Json = new(() =>
        Encoding.UTF8.GetBytes(ProtocolSchemas.AsyncApiJson())
    );

    /// <summary>Answers with the protocol's document in YAML.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, Document.Value, CafeFileEndpoint.Yaml);

    /// <summary>Answers with the protocol's document in JSON.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerJsonAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, Json.Value);
}
