using TableTap.Realtime.Keys;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /.well-known/jwks.json</c>: the public keys that the server signs with, and old ones while something that they signed is kept (RFC 7517;
/// section 9). Thread-safe.
/// </summary>
/// <param name="keys">The keys of the server.</param>
internal sealed class KeySetEndpoint(ServerKeys keys)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "getKeySet",
            "GET",
            "/.well-known/jwks.json",
            ApiTags.Machines,
            "The public keys of the server's signatures, as a JWK set"
        )
        {
            Text =
                "The keys that sign critical messages and the audit's heads (section 9). They sign no tokens. After a rotation, a kid that is not known yet is here.",
            Answer = new("The keys.", "KeySet", () => HttpJson.Default.KeySetAnswer)
            {
                Example =
                    """{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U","use":"sig","alg":"ES256"}]}""",
            },
        };

    /// <summary>Answers with the keys of this moment.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            new KeySetAnswer([.. keys.Published.Select(KeyAnswer.Of)]),
            HttpJson.Default.KeySetAnswer
        );
}
