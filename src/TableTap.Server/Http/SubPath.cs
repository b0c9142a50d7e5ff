namespace TableTap.Server.Http;

/// <summary>The path below which a proxy shows the server (section 10).</summary>
internal static class SubPath
{
    /// <summary>
    /// Takes the path away from requests that have it; links of pages are relative, so the page at the path itself is shown with a slash
    /// behind it.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="pathBase">The path; empty for none.</param>
    public static void Use(IApplicationBuilder app, string pathBase)
    {
        if (pathBase.Length == 0)
        {
            return;
        }

        app.UsePathBase(pathBase);
        app.Use(
            (context, next) =>
            {
                var request = context.Request;
                if (request.Path.HasValue)
                {
                    return next(context);
                }

                context.Response.Redirect($"{request.PathBase}/{request.QueryString}");
                return Task.CompletedTask;
            }
        );
    }
}
