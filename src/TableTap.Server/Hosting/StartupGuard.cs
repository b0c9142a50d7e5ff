using TableTap.Protocol.Errors;
using TableTap.Server.Http;

namespace TableTap.Server.Hosting;

/// <summary>Stands before everything else: refuses while the server loads, and lets everything through after it. Thread-safe.</summary>
internal sealed class StartupGuard
{
    private volatile RequestDelegate _inside = context =>
        SecurityHeaders.AddAsync(context, AnswerStarting);

    /// <summary>Lets everything through from now on, for good.</summary>
    /// <param name="inside">What answers from now on.</param>
    public void Open(RequestDelegate inside) => _inside = inside;

    /// <summary>Passes a request on once the server has loaded; until then refuses all but <c>/health/live</c>.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) => _inside(context);

    private static Task AnswerStarting(HttpContext context) =>
        context.Request.Path == "/health/live"
            ? HealthEndpoints.LiveAsync(context)
            : ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.ServiceUnavailable, "The server is starting.", RetryAfter: 1)
            );
}
