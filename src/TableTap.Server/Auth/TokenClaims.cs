using System.Collections.Immutable;
using System.Text.Json;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Server.Auth;

/// <summary>The claims of a token whose signature holds, read strictly (section 1). Immutable.</summary>
/// <param name="Identity">Who it speaks for.</param>
/// <param name="NotBefore">The <c>nbf</c>, if any.</param>
internal sealed record TokenClaims(Identity Identity, DateTimeOffset? NotBefore)
{
    /// <summary>The longest <c>jti</c>, in characters; it needs no form.</summary>
    public const int MaxTokenId = 256;

    private const int MaxNameLength = 200;
    private const int MaxListLength = 1000;
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Reads the claims of a token's payload and checks their form.</summary>
    /// <param name="payload">The payload's JSON, UTF-8.</param>
    /// <param name="userClaim">The claim that names the user.</param>
    /// <exception cref="JsonException">A claim is missing or not what it has to be; the message names the claim, never its value.</exception>
    public static TokenClaims Read(ReadOnlyMemory<byte> payload, string userClaim)
    {
        using var document = JsonDocument.Parse(payload, Strict);
        var claims = document.RootElement;
        if (claims.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the payload is no object");
        }

        var role = ReadRole(claims);
        var cafes = Ids(claims, "cafe_id") ?? [];
        if (cafes.IsEmpty && role != Role.Admin)
        {
            throw new JsonException("cafe_id is missing");
        }

        var issuer =
            Text(claims, "iss", MaxNameLength) ?? throw new JsonException("iss is missing");
        var subject =
            Text(claims, userClaim, UserId.MaxSubject)
            ?? throw new JsonException($"{userClaim} is missing");
        return new(
            new Identity(
                UserId.Of(issuer, subject),
                role,
                cafes,
                Ids(claims, "counters"),
                Text(claims, "name", MaxNameLength),
                Text(claims, "jti", MaxTokenId),
                issuer,
                Moment(claims, "exp") ?? throw new JsonException("exp is missing")
            )
            {
                IssuedAt = Moment(claims, "iat"),
                SessionId = Text(claims, "sid", MaxTokenId),
                SigningKey = SigningKeyOf(claims),
                EncryptionKey = claims.TryGetProperty("enc_jwk", out var key)
                    ? KeyOf(key, "enc_jwk")
                    : null,
            },
            Moment(claims, "nbf")
        );
    }

    // What a client must prove in another way than by a key on P-256 cannot be checked here (RFC 7800, section 3): such a token is refused.
    private static PublicKey? SigningKeyOf(JsonElement claims)
    {
        if (!claims.TryGetProperty("cnf", out var proof))
        {
            return null;
        }

        return
            proof.ValueKind == JsonValueKind.Object
            && proof.EnumerateObject().Count() == 1
            && proof.TryGetProperty("jwk", out var jwk)
            ? KeyOf(jwk, "cnf.jwk")
            : throw new JsonException("cnf asks for something else than signatures by a jwk");
    }

    private static PublicKey KeyOf(JsonElement jwk, string name) =>
        PublicKey.TryRead(jwk, out var key)
            ? key
            : throw new JsonException($"{name} is no public key on {PublicKey.Curve}");

    private static Role ReadRole(JsonElement claims) =>
        Text(claims, "role", Identifier.MaxLength) switch
        {
            "customer" => Role.Customer,
            "employee" => Role.Employee,
            "manager" => Role.Manager,
            "admin" => Role.Admin,
            "service" => Role.Service,
            null => throw new JsonException("role is missing"),
            _ => throw new JsonException("role is unknown"),
        };

    private static string? Text(JsonElement claims, string name, int maxLength)
    {
        if (!claims.TryGetProperty(name, out var claim))
        {
            return null;
        }

        return
            claim.ValueKind == JsonValueKind.String
            && claim.GetString() is { Length: > 0 } text
            && text.Length <= maxLength
            ? text
            : throw new JsonException($"{name} is no text of 1 to {maxLength} characters");
    }

    private static string AsId(JsonElement claim, string name) =>
        claim.ValueKind == JsonValueKind.String
        && claim.GetString() is { } id
        && Identifier.IsValid(id)
            ? id
            : throw new JsonException($"{name} is no id");

    private static ImmutableArray<string>? Ids(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var claim))
        {
            return null;
        }

        if (claim.ValueKind != JsonValueKind.Array)
        {
            return [AsId(claim, name)];
        }

        return claim.GetArrayLength() <= MaxListLength
            ? [.. claim.EnumerateArray().Select(entry => AsId(entry, name)).Distinct()]
            : throw new JsonException($"{name} has over {MaxListLength} entries");
    }

    private static DateTimeOffset? Moment(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var claim))
        {
            return null;
        }

        // A NumericDate may have a fraction (RFC 7519, section 2).
        return
            claim.ValueKind == JsonValueKind.Number
            && claim.TryGetDouble(out var seconds)
            && seconds >= 0
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000))
            : throw new JsonException($"{name} is no time");
    }
}
