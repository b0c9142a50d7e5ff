using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TableTap.Protocol.Jose;

/// <summary>
/// A public key on the curve P-256, as a JWK names it (RFC 7518, section 6.2): a client's, to check its signatures or to encrypt
/// to it, or the server's. Immutable; equal where key and name are.
/// </summary>
public sealed record PublicKey
{
    /// <summary>The one curve that is used (ES256, and ECDH-ES with it).</summary>
    public const string Curve = "P-256";

    private const int CoordinateBytes = 32;
    private const int MaxKid = 256;

    private PublicKey(string x, string y, string kid) => (X, Y, Kid) = (x, y, kid);

    /// <summary>The first coordinate, base64url.</summary>
    public string X { get; }

    /// <summary>The second coordinate, base64url.</summary>
    public string Y { get; }

    /// <summary>The name of the key: the JWK's <c>kid</c>, else its thumbprint (RFC 7638).</summary>
    public string Kid { get; }

    /// <summary>Takes a key whose coordinates are a point of the curve.</summary>
    /// <param name="x">The first coordinate, base64url without padding.</param>
    /// <param name="y">The second coordinate, likewise.</param>
    /// <param name="kid">Its name; null for its thumbprint.</param>
    /// <param name="key">The key.</param>
    public static bool TryOf(
        string x,
        string y,
        string? kid,
        [NotNullWhen(true)] out PublicKey? key
    )
    {
        key = null;
        if (
            kid is { Length: 0 or > MaxKid }
            || !Base64UrlText.TryRead(x, CoordinateBytes, out _)
            || !Base64UrlText.TryRead(y, CoordinateBytes, out _)
        )
        {
            return false;
        }

        var taken = new PublicKey(x, y, kid ?? Thumbprint(x, y));
        try
        {
            // Whether it is a point of the curve is for the library to say.
            using var checkedKey = taken.ToVerify();
            key = taken;
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Reads a public JWK; one that shows its private part is refused.</summary>
    /// <param name="jwk">The JWK.</param>
    /// <param name="key">The key.</param>
    public static bool TryRead(JsonElement jwk, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        return jwk.ValueKind == JsonValueKind.Object
            && !jwk.TryGetProperty("d", out _)
            && JsonFields.Text(jwk, "kty") == "EC"
            && JsonFields.Text(jwk, "crv") == Curve
            && JsonFields.Text(jwk, "x") is { } x
            && JsonFields.Text(jwk, "y") is { } y
            && (!jwk.TryGetProperty("kid", out var kid) || kid.ValueKind == JsonValueKind.String)
            && TryOf(x, y, JsonFields.Text(jwk, "kid"), out key);
    }

    /// <summary>The public part of a private key, under its thumbprint or a name.</summary>
    /// <param name="key">The private key, on P-256.</param>
    /// <param name="kid">Its name; null for its thumbprint.</param>
    public static PublicKey Of(ECAlgorithm key, string? kid = null)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64UrlText.Of(point.X!), Base64UrlText.Of(point.Y!));
        return new(x, y, kid ?? Thumbprint(x, y));
    }

    /// <summary>Writes the key as a JWK.</summary>
    /// <param name="json">Where to, as a value.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kty"u8, "EC"u8);
        json.WriteString("crv"u8, Curve);
        json.WriteString("x"u8, X);
        json.WriteString("y"u8, Y);
        json.WriteString("kid"u8, Kid);
        json.WriteEndObject();
    }

    /// <summary>The key as the library wants it to check signatures; the caller disposes it.</summary>
    public ECDsa ToVerify() => ECDsa.Create(Parameters());

    /// <summary>The key as the library wants it to agree on a secret; the caller disposes it.</summary>
    internal ECDiffieHellman ToAgree() => ECDiffieHellman.Create(Parameters());

    private static string Thumbprint(string x, string y) =>
        Base64UrlText.Of(
            SHA256.HashData(
                Encoding.ASCII.GetBytes(
                    $$"""{"crv":"{{Curve}}","kty":"EC","x":"{{x}}","y":"{{y}}"}"""
                )
            )
        );

    private ECParameters Parameters()
    {
        Base64UrlText.TryRead(X, CoordinateBytes, out var x);
        Base64UrlText.TryRead(Y, CoordinateBytes, out var y);
        return new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = x, Y = y },
        };
    }
}
