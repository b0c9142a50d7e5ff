using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using TableTap.Server.Configuration;

namespace TableTap.Server.Http;

/// <summary>Which pages may talk to the server (section 9). Thread-safe.</summary>
/// <param name="settings">The origins that are listed now; with the demo, pages of this machine may too.</param>
internal sealed class OriginPolicy(LiveSettings settings)
{
    private static readonly TimeSpan PreflightLasts = TimeSpan.FromMinutes(10);

    /// <summary>Whether a request's origin may connect. Clients without an origin are no pages.</summary>
    /// <param name="request">The request.</param>
    public bool Allows(HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin, ..]
            ? request.Headers.Origin.Count == 0
            : request.Headers.Origin.Count == 1 && Allows(origin);

    /// <summary>
    /// What a browser asks before a page of another origin may read answers: allowed are the same origins, with what the addresses here
    /// take. Without cookies: who somebody is stands in a token.
    /// </summary>
    /// <param name="app">The pipeline that it is added to.</param>
    public void Use(IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var provider = services.GetRequiredService<ICorsPolicyProvider>();
        // UseCors has an expression compiled for the second argument, which takes as long as half of the pipeline.
        app.Use(next =>
        {
            var cors = new CorsMiddleware(
                next,
                services.GetRequiredService<ICorsService>(),
                Policy(),
                services.GetRequiredService<ILoggerFactory>()
            );
            return context => cors.Invoke(context, provider);
        });
    }

    private CorsPolicy Policy() =>
        new CorsPolicyBuilder()
            .SetIsOriginAllowed(Allows)
            .WithMethods(
                HttpMethods.Get,
                HttpMethods.Head,
                HttpMethods.Post,
                HttpMethods.Put,
                HttpMethods.Delete
            )
            .WithHeaders(
                HeaderNames.Authorization,
                HeaderNames.ContentType,
                HeaderNames.IfNoneMatch,
                "Last-Event-ID"
            )
            .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.ETag)
            .SetPreflightMaxAge(PreflightLasts)
            .Build();

    private bool Allows(string origin) =>
        settings.Now.Security.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (settings.Now.Demo.Enabled && IsLoopback(origin));

    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https")
        && ListenAddress.IsLoopbackHost(uri.Host);
}
