using System.Text;
using TableTap.Protocol;

namespace TableTap.Server.Http;

/// <summary><c>GET /asyncapi.yaml</c>: the protocol as a document, made once. Thread-safe.</summary>
internal static class AsyncApiEndpoint
{
    private static readonly Lazy<byte[]> Document = new(() =>
        Encoding.UTF8.GetBytes(ProtocolSchemas.AsyncApi())
    );

    /// <summary>Handles a request.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, Document.Value, "application/yaml");
}
