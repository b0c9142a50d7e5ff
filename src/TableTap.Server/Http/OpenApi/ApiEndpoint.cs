using System.Text;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the addresses of this server, those of the demo only where there is one. Thread-safe.
/// </summary>
/// <param name="routes">The routes of the server, as method and address.</param>
internal sealed class ApiEndpoint(Func<IReadOnlyCollection<(string Method, string Path)>> routes)
{
    private readonly Lazy<byte[]> _document = new(() =>
    {
        var mapped = routes();
        var rows = ApiTable.Rows.Where(row =>
            !row.IsRouted || mapped.Contains((row.Method, row.Path))
        );
        return Encoding.UTF8.GetBytes(ApiDocument.Build(rows).ToJsonString());
    });

    /// <summary>Handles a request.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, _document.Value);
}
