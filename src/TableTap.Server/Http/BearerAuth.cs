using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;

namespace TableTap.Server.Http;

/// <summary>Who sends a request: the same check of the same tokens as on the socket (section 1). Thread-safe.</summary>
/// <param name="verifier">Checks the tokens of requests.</param>
/// <param name="revocations">Who is no longer served.</param>
public sealed class BearerAuth(TokenVerifier verifier, Revocations revocations)
{
    private const string Scheme = "Bearer ";

    /// <summary>The bearer token of a request, if any.</summary>
    /// <param name="request">The request to read.</param>
    public static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
    }

    /// <summary>
    /// Identifies who reads what is kept in memory; otherwise answers with 401, or with 503 while it cannot be known here whom other servers
    /// revoked.
    /// </summary>
    /// <param name="context">The request to identify.</param>
    /// <returns>The reader; null where the request is answered.</returns>
    public ValueTask<Identity?> IdentifyReaderAsync(HttpContext context) =>
        IdentifyAsync(context, reads: true);

    /// <summary>Identifies the sender; otherwise answers with 401.</summary>
    /// <param name="context">The request to identify.</param>
    /// <returns>The sender; null where the request is answered.</returns>
    public ValueTask<Identity?> IdentifyAsync(HttpContext context) =>
        IdentifyAsync(context, reads: false);

    private async ValueTask<Identity?> IdentifyAsync(HttpContext context, bool reads)
    {
        if (
            TokenOf(context.Request) is { } token
            && (await verifier.CheckAsync(token, context.RequestAborted)).Identity is { } identity
        )
        {
            if (reads && !await revocations.AreKnownAsync(context.RequestAborted))
            {
                await ProblemDocument.WriteAsync(
                    context,
                    new(
                        ErrorCode.ServiceUnavailable,
                        "Tokens cannot be checked now; try again.",
                        RetryAfter: 5
                    )
                );
                return null;
            }

            if (!revocations.Contains(identity))
            {
                return identity;
            }
        }

        await ProblemDocument.WriteAsync(
            context,
            new(
                ErrorCode.AuthenticationFailed,
                "Send a valid token in the header Authorization: Bearer …; it is missing, broken, expired or revoked."
            )
        );
        return null;
    }
}
