using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Server.Auth;

namespace TableTap.Fuzz.Targets;

/// <summary>The key set of an issuer.</summary>
internal static class KeySetTarget
{
    // Signed by keys that nobody has kept.
    private static readonly (string Token, string KeyId, string Algorithm)[] Foreign =
    [
        (Sign(new RsaSecurityKey(RSA.Create(2048)), "RS256"), "a", "RS256"),
        (
            Sign(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), "ES256"),
            "b",
            "ES256"
        ),
    ];

    public static FuzzTarget Target { get; } =
        new("keys", () => Seeds().Select(Encoding.UTF8.GetBytes), Try);

    private static string Sign(SecurityKey key, string algorithm) =>
        new JsonWebTokenHandler().CreateToken(
            """{"iss":"a","aud":"a"}""",
            new SigningCredentials(key, algorithm)
        );

    private static IEnumerable<string> Seeds()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (n, q) = (rsa.ExportParameters(false), ec.ExportParameters(false).Q);
        yield return $$"""{"keys":[{"kty":"RSA","kid":"a","use":"sig","alg":"RS256","n":"{{Base64UrlEncoder.Encode(n.Modulus)}}","e":"{{Base64UrlEncoder.Encode(n.Exponent)}}"}]}""";
        yield return $$"""{"keys":[{"kty":"EC","kid":"b","crv":"P-256","x":"{{Base64UrlEncoder.Encode(q.X)}}","y":"{{Base64UrlEncoder.Encode(q.Y)}}"}]}""";
        yield return """{"keys":[{"kty":"oct","kid":"c","k":"AAAA"}]}""";
        yield return """{"keys":[]}""";
    }

    private static void Try(byte[] input)
    {
        try
        {
            var keys = IssuerKeys.Read(Encoding.UTF8.GetString(input));
            foreach (var (token, keyId, algorithm) in Foreign)
            {
                if (keys.Find(keyId, algorithm) is { } key)
                {
                    var checking = new JsonWebTokenHandler().ValidateTokenAsync(
                        token,
                        new()
                        {
                            IssuerSigningKey = key,
                            ValidAudience = "a",
                            ValidIssuer = "a",
                        }
                    );
                    BrokenRuleException.Unless(
                        checking.Wait(TimeSpan.FromSeconds(5)) && !checking.Result.IsValid,
                        "Nothing is right that another key signed."
                    );
                }
            }
        }
        catch (JsonException)
        {
            // It is no key set, and says so.
        }
    }
}
