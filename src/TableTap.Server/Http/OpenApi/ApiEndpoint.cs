using System.Text;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.OpenApi;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the addresses of this server, those of the demo only where there is one. Thread-safe.
/// </summary>
/// <param name="routes">The operations of the server; complete when the first request comes.</param>
/// <param name="pathBase">The path below which a proxy shows the server; empty for none.</param>
internal sealed class ApiEndpoint(ApiRoutes routes, string pathBase)
{
    private readonly Lazy<byte[]> _document = new(() =>
        Encoding.UTF8.GetBytes(ApiDocument.Build(routes.Operations, pathBase).ToJsonString())
    );

    /// <summary>The operation that answers with the document, as the document describes it.</summary>
    public static ApiOperation Operation { get; } =
        new("getOpenApi", "GET", "/openapi/v1.json", ApiTags.Machines, "This document")
        {
            Answer = new("The document."),
        };

    /// <summary>Answers with the OpenAPI document of this server.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, _document.Value);
}
