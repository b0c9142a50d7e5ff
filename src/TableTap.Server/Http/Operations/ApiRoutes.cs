namespace TableTap.Server.Http.Operations;

/// <summary>The operations of a server with the code that answers each; what the routes and the OpenAPI document are made from.</summary>
internal sealed class ApiRoutes
{
    private readonly List<(ApiOperation Operation, RequestDelegate? Handler)> _all = [];

    /// <summary>Every operation, in the order of the reference.</summary>
    public IReadOnlyList<ApiOperation> Operations => [.. _all.Select(one => one.Operation)];

    /// <summary>Adds an operation with the code that answers it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="handler">What answers; null for what is answered before routing.</param>
    public void Add(ApiOperation operation, RequestDelegate? handler = null) =>
        _all.Add((operation with { IsRouted = handler is not null }, handler));

    /// <summary>Maps every operation to its route. HEAD is answered where GET is, as HTTP asks (RFC 9110, section 9.1); the server leaves the body out.</summary>
    /// <param name="app">Where the routes are added.</param>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var (operation, handler) in _all)
        {
            if (handler is not null)
            {
                string[] methods =
                    operation.Method == HttpMethods.Get
                        ? [HttpMethods.Get, HttpMethods.Head]
                        : [operation.Method];
                app.MapMethods(operation.Path, methods, handler).WithMetadata(operation);
            }
        }
    }
}
