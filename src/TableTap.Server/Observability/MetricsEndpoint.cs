using TableTap.Protocol.Errors;
using TableTap.Server.Http;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Observability;

/// <summary>
/// <c>GET /metrics</c>: the figures of the server, for a request of this machine and for a token of a back end or of an administrator of the
/// server (section 10). Thread-safe.
/// </summary>
/// <param name="auth">Finds out who asks.</param>
/// <param name="local">Finds out whether it is this machine.</param>
/// <param name="answer">Answers with the figures.</param>
internal sealed class MetricsEndpoint(BearerAuth auth, LocalRequests local, RequestDelegate answer)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "readMetrics",
            "GET",
            MetricsExport.Path,
            ApiTags.Machines,
            "The figures of the server, for Prometheus"
        )
        {
            Text =
                "This machine needs no token. Others send the token of a service or of an administrator of the server; "
                + "what comes through a proxy is of another machine. With Server:MetricsUrl the figures are at that address instead.",
            Answer = new("The figures, in the text format of Prometheus or in OpenMetrics.")
            {
                MediaTypes = ["text/plain"],
            },
            Refusals = [ErrorCode.AuthenticationFailed, ErrorCode.InsufficientPermissions],
        };

    /// <summary>Answers whoever may know the figures.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (local.Contains(context) || await MayAsync(context))
        {
            await answer(context);
        }
    }

    private async ValueTask<bool> MayAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } caller)
        {
            return false;
        }

        if (caller.Role == Role.Service || caller.IsServerAdministrator)
        {
            return true;
        }

        await ProblemDocument.WriteAsync(
            context,
            new(
                ErrorCode.InsufficientPermissions,
                "Only a service or an administrator of the server may read the figures.",
                RequiredRole: Role.Service
            )
        );
        return false;
    }
}
