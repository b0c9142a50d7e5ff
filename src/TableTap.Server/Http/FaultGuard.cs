using TableTap.Protocol.Errors;
using TableTap.Server.Logging;

namespace TableTap.Server.Http;

/// <summary>Turns what no endpoint answered into problem documents; no answer shows a stack trace or an internal name.</summary>
/// <param name="log">Where faults are told in full.</param>
internal sealed class FaultGuard(ILogger log)
{
    /// <summary>Answers a request, whatever happens.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.MalformedMessage, "The request cannot be read."),
                status: bad.StatusCode
            );
            return;
        }
        catch (Exception fault)
        {
            ServerLog.RequestFailed(log, context.Request.Path, fault);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.ContentLength = null;
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.InternalError,
                    "Something went wrong here; it is logged. Try again later."
                )
            );
            return;
        }

        var response = context.Response;
        if (
            !response.HasStarted
            && response.ContentType is null
            && response.StatusCode
                is StatusCodes.Status404NotFound
                    or StatusCodes.Status405MethodNotAllowed
        )
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.NotFound,
                    response.StatusCode == StatusCodes.Status404NotFound
                        ? "Nothing is at this address."
                        : "This address does not take this method."
                ),
                status: response.StatusCode
            );
        }
    }
}
