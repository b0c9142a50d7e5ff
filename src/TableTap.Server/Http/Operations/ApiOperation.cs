using TableTap.Protocol.Errors;
using TableTap.Terms;

namespace TableTap.Server.Http.Operations;

/// <summary>
/// What one method of one address does. It stands beside the code that answers, once: the route, the check of the role and
/// the OpenAPI document are all made from it.
/// </summary>
/// <param name="Id">The name by which generated clients call it: <c>listOrders</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The address, with its parameters in braces.</param>
/// <param name="Tag">The heading it stands under.</param>
/// <param name="Summary">What it is for.</param>
public sealed record ApiOperation(string Id, string Method, string Path, string Tag, string Summary)
{
    /// <summary>Who may, with a token.</summary>
    /// <value>Default: none; no token is needed.</value>
    public Roles Callers { get; init; }

    /// <summary>What the document says beyond the summary; null where that is enough.</summary>
    public string? Text { get; init; }

    /// <summary>The parameters of the query; those of the path are read off the address.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>What the request carries.</summary>
    public ApiBody? Request { get; init; }

    /// <summary>The status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What a good answer carries.</summary>
    public ApiBody? Answer { get; init; }

    /// <summary>The codes of refusals beyond those that every address with a token has.</summary>
    public IReadOnlyList<ErrorCode> Refusals { get; init; } = [];

    /// <summary>Whether the answer holds a token.</summary>
    /// <value>Default false.</value>
    public bool AnswersToken { get; init; }

    /// <summary>Whether it is a route; what is none is answered before routing.</summary>
    public bool IsRouted { get; init; } = true;

    /// <summary>Every code of a refusal.</summary>
    public IEnumerable<ErrorCode> AllRefusals =>
        (
            Callers == Roles.None || !IsRouted
                ? Refusals
                : Refusals.Append(ErrorCode.AuthenticationFailed)
        )
            .Distinct()
            .Order();

    /// <summary>The operation that a request asks for.</summary>
    /// <param name="context">The request, already routed.</param>
    public static ApiOperation Of(HttpContext context) =>
        context.GetEndpoint()!.Metadata.GetRequiredMetadata<ApiOperation>();
}
