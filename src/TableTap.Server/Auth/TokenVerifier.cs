using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Realtime.Authentication;
using TableTap.Server.Configuration;

namespace TableTap.Server.Auth;

/// <summary>
/// Checks tokens (section 1): one algorithm, the signature, issuer and audience by the library; times and claims here, on
/// the server's clock. Every broken token is a verdict, none an exception. Thread-safe.
/// </summary>
/// <param name="keys">The keys that signatures are checked with.</param>
/// <param name="options">Whose tokens are accepted.</param>
/// <param name="clockSkew">How far clocks may differ.</param>
/// <param name="time">The clock by which tokens begin and end.</param>
public sealed class TokenVerifier(
    TokenKeys keys,
    AuthOptions options,
    TimeSpan clockSkew,
    TimeProvider time
)
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8192;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };
    private readonly TokenValidationParameters _rules = new()
    {
        ValidAlgorithms = [TokenKeys.Algorithm],
        IssuerSigningKey = keys.Key,
        TryAllIssuerSigningKeys = true,
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
#pragma warning disable CA5404 // Checked below, on the server's clock: a merely expired token must be told from a forged one.
        ValidateLifetime = false,
#pragma warning restore CA5404
        ValidateTokenReplay = false,
    };

    /// <summary>Checks a token, and says who it speaks for or why it is refused.</summary>
    /// <param name="token">The compact JWT as it came.</param>
    /// <param name="cancellationToken">Not used: nothing is waited for.</param>
    public async ValueTask<TokenVerdict> CheckAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        if (token.Length is 0 or > MaxLength)
        {
            return Refused("too short or too long");
        }

        try
        {
            var result = await _handler.ValidateTokenAsync(token, _rules);
            if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            {
                // The library's messages may quote the token: only the kind of refusal is told.
                return Refused(result.Exception?.GetType().Name ?? "refused");
            }

            if (jwt.TryGetHeaderValue<object>("crit", out _))
            {
                return Refused("asks for extensions that are not understood");
            }

            return Judge(
                TokenClaims.Read(
                    Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload),
                    options.UserClaim
                )
            );
        }
        catch (JsonException problem)
        {
            return Refused(problem.Message);
        }
        catch (Exception broken)
            when (broken
                    is ArgumentException
                        or FormatException
                        or SecurityTokenException
                        or InvalidOperationException
            )
        {
            return Refused(broken.GetType().Name);
        }
    }

    private static TokenVerdict Refused(string problem) => new(null, problem, WasGenuine: false);

    private TokenVerdict Judge(TokenClaims claims)
    {
        var now = time.GetUtcNow();
        if (claims.NotBefore is { } notBefore && notBefore - clockSkew > now)
        {
            return Refused("not valid yet");
        }

        return claims.Identity.ExpiresAt + clockSkew <= now
            ? new(null, "expired", WasGenuine: true)
            : new(claims.Identity, null, WasGenuine: true);
    }
}
