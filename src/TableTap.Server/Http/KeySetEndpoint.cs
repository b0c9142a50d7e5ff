using TableTap.Protocol.Jose;
using TableTap.Realtime.Keys;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /.well-known/jwks.json</c>: the public keys that the server signs with, and old ones until their messages expire (RFC 7517;
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
            Answer = new("The keys.", "KeySet", HttpJson.Default.KeySetAnswer)
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

/// <summary>A public key of the server as a JWK.</summary>
/// <param name="Kty">The kind of key: <c>EC</c>.</param>
/// <param name="Crv">The curve of the key.</param>
/// <param name="X">The first coordinate, base64url.</param>
/// <param name="Y">The second coordinate, base64url.</param>
/// <param name="Kid">The name of the key.</param>
/// <param name="Use">What it is for: <c>sig</c>.</param>
/// <param name="Alg">The algorithm it is used with: <c>ES256</c>.</param>
public sealed record KeyAnswer(
    string Kty,
    string Crv,
    string X,
    string Y,
    string Kid,
    string Use,
    string Alg
)
{
    /// <summary>A key of the server.</summary>
    /// <param name="key">The key.</param>
    internal static KeyAnswer Of(PublicKey key) =>
        new("EC", PublicKey.Curve, key.X, key.Y, key.Kid, "sig", "ES256");
}

/// <summary>The answer of <c>GET /.well-known/jwks.json</c>.</summary>
/// <param name="Keys">The keys, the youngest last.</param>
public sealed record KeySetAnswer(IReadOnlyList<KeyAnswer> Keys);
