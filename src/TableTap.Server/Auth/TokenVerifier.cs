using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Realtime.Authentication;
using TableTap.Server.Configuration;

namespace TableTap.Server.Auth;

/// <summary>
/// Checks tokens (section 1): the signature, issuer and audience by the library, with the one key that the algorithm and the <c>kid</c> mean;
/// form, times and claims here, on the server's clock. Every broken token is a verdict, none an exception. Thread-safe.
/// </summary>
public sealed class TokenVerifier
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8192;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };
    private readonly TokenKeys _own;
    private readonly KeyServer? _issuer;
    private readonly AuthOptions _options;
    private readonly TimeSpan _clockSkew;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier that knows the server's own key alone.</summary>
    /// <param name="keys">The server's own key, for HS256.</param>
    /// <param name="options">Whose tokens are accepted.</param>
    /// <param name="clockSkew">How far clocks may differ.</param>
    /// <param name="time">The clock by which tokens begin and end.</param>
    public TokenVerifier(TokenKeys keys, AuthOptions options, TimeSpan clockSkew, TimeProvider time)
        : this(keys, null, options, clockSkew, time) { }

    /// <summary>Makes a verifier that knows the keys of an issuer, too.</summary>
    internal TokenVerifier(
        TokenKeys keys,
        KeyServer? issuer,
        AuthOptions options,
        TimeSpan clockSkew,
        TimeProvider time
    ) => (_own, _issuer, _options, _clockSkew, _time) = (keys, issuer, options, clockSkew, time);

    /// <summary>Checks a token, and says who it speaks for or why it is refused.</summary>
    /// <param name="token">The compact JWT as it came.</param>
    /// <param name="cancellationToken">Whoever asked no longer waits for the issuer's keys.</param>
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
            var form = TokenForm.Read(token);
            if (await KeyForAsync(form, cancellationToken) is not { } key)
            {
                return Refused("no key is known for its alg and kid");
            }

            var result = await _handler.ValidateTokenAsync(token, RulesWith(key, form));
            if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            {
                // The library's messages may quote the token: only the kind of refusal is told.
                return Refused(result.Exception?.GetType().Name ?? "refused");
            }

            return Judge(
                TokenClaims.Read(
                    Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload),
                    _options.UserClaim
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

    /// <summary>The algorithm says whose key it is, and the <c>kid</c> which of them: no key is ever tried under another algorithm.</summary>
    private async ValueTask<SecurityKey?> KeyForAsync(
        TokenForm form,
        CancellationToken cancellationToken
    ) =>
        form switch
        {
            { Algorithm: SecurityAlgorithms.HmacSha256 } => _own.Key,
            {
                Algorithm: SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256,
                KeyId: { } keyId
            } when _issuer is not null => (
                await _issuer.KeysForAsync(keyId, cancellationToken)
            ).Find(keyId, form.Algorithm),
            _ => null,
        };

    private TokenValidationParameters RulesWith(SecurityKey key, TokenForm form) =>
        new()
        {
            ValidAlgorithms = [form.Algorithm],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = true,
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
#pragma warning disable CA5404 // Checked below, on the server's clock: a merely expired token must be told from a forged one.
            ValidateLifetime = false,
#pragma warning restore CA5404
            ValidateTokenReplay = false,
        };

    private static TokenVerdict Refused(string problem) => new(null, problem, WasGenuine: false);

    private TokenVerdict Judge(TokenClaims claims)
    {
        var now = _time.GetUtcNow();
        if (claims.NotBefore is { } notBefore && notBefore - _clockSkew > now)
        {
            return Refused("not valid yet");
        }

        return claims.Identity.ExpiresAt + _clockSkew <= now
            ? new(null, "expired", WasGenuine: true)
            : new(claims.Identity, null, WasGenuine: true);
    }
}
