using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary>
/// Answers are compressed where the client can read it, also over TLS: a menu or a page of orders shrinks to a fifth. An
/// answer that holds a token never is, because the length of a compressed secret beside a text that somebody else chose
/// tells of the secret (the attack BREACH). Everything else is asked for with a token in a header, which no foreign page
/// can make a browser send.
/// </summary>
internal static class Compression
{
    private static readonly string[] MediaTypes =
    [
        JsonAnswer.MediaType,
        ProblemDocument.MediaType,
        CafeFileEndpoint.Yaml,
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/markdown",
    ];

    /// <summary>Adds the compression of answers to the host's services.</summary>
    /// <param name="services">The services of the host.</param>
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = MediaTypes;
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli =>
            brotli.Level = CompressionLevel.Fastest
        );
    }

    /// <summary>Whether the answer of a request may be compressed.</summary>
    /// <param name="context">The request; its route is known.</param>
    public static bool IsFor(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>() is not { AnswersToken: true };
}
