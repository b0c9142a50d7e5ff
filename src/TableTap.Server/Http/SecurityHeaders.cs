namespace TableTap.Server.Http;

/// <summary>Headers every answer carries (section 9): pages run nothing but the server's own scripts, inside no frame.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + Images;

    private const string Images = "img-src 'self' data:";

    // The addresses of pictures are the café's choice; only pages that show a menu to guests load them.
    private static readonly string MenuPolicy = Policy.Replace(
        Images,
        $"{Images} https:",
        StringComparison.Ordinal
    );

    /// <summary>Adds the headers, then goes on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ShowsMenu(context.Request.Path) ? MenuPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }

    private static bool ShowsMenu(PathString path) => path == "/" || path.StartsWithSegments("/g");
}
