using System.Text;
using TableTap.Protocol;

namespace TableTap.Server.Http;

/// <summary><c>GET /asyncapi.yaml</c> and <c>/asyncapi.json</c>: the protocol as a document, made once. Thread-safe.</summary>
internal static class AsyncApiEndpoint
{
    private static readonly Lazy<byte[]> Document = new(() =>
        Encoding.UTF8.GetBytes(ProtocolSchemas.AsyncApi())
    );

    private static readonly Lazy<byte[]> Json = new(() =>
        Encoding.UTF8.GetBytes(ProtocolSchemas.AsyncApiJson())
    );

    /// <summary>Answers with YAML.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, Document.Value, "application/yaml");

    /// <summary>Answers with JSON.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerJsonAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, Json.Value);
}
