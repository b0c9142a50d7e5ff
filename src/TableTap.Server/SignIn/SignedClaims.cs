using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Server.Auth;

namespace TableTap.Server.SignIn;

/// <summary>
/// Claims in a signed text that the server gives away and reads again: a compact JWS (RFC 7515) under a key of its own, so that it is
/// never taken for a token nor for a text of another purpose. The same claims make the same text. Thread-safe.
/// </summary>
/// <typeparam name="T">The claims.</typeparam>
/// <param name="key">The key of this purpose, 256 bits.</param>
/// <param name="contract">The JSON of the claims.</param>
internal sealed class SignedClaims<T>(byte[] key, JsonTypeInfo<T> contract)
    where T : class
{
    /// <summary>The longest text that is looked at, in characters.</summary>
    public const int MaxLength = 1024;

    private readonly JsonWebTokenHandler _handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
        MaximumTokenSizeInBytes = MaxLength,
    };
    private readonly SigningCredentials _credentials = new(
        new SymmetricSecurityKey(key),
        SecurityAlgorithms.HmacSha256
    );
#pragma warning disable CA5404 // Such a text has no issuer and no end of its own: its key says whose it is, and a record when it ends.
    private readonly TokenValidationParameters _rules = new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKey = new SymmetricSecurityKey(key),
        TryAllIssuerSigningKeys = true,
        RequireSignedTokens = true,
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidateLifetime = false,
        RequireExpirationTime = false,
        ValidateTokenReplay = false,
    };
#pragma warning restore CA5404

    /// <summary>Signs claims into a text.</summary>
    /// <param name="claims">The claims to sign.</param>
    public string Sign(T claims) =>
        _handler.CreateToken(JsonSerializer.Serialize(claims, contract), _credentials);

    /// <summary>The claims of a text; null where it was not signed here for this purpose.</summary>
    /// <param name="text">The text as it came.</param>
    public async ValueTask<T?> ReadAsync(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        try
        {
            // As strict as with tokens: one claim has one text.
            TokenForm.Read(text);
            var result = await _handler.ValidateTokenAsync(text, _rules);
            return result is { IsValid: true, SecurityToken: JsonWebToken token }
                ? JsonSerializer.Deserialize(
                    Base64UrlEncoder.DecodeBytes(token.EncodedPayload),
                    contract
                )
                : null;
        }
        catch (Exception broken)
            when (broken
                    is ArgumentException
                        or FormatException
                        or JsonException
                        or SecurityTokenException
                        or InvalidOperationException
            )
        {
            return null;
        }
    }
}
