using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace TableTap.Server.Auth;

/// <summary>
/// The public keys by which an issuer's tokens are checked: RSA of 2,048 bits and more for RS256, P-256 for ES256, each by its <c>kid</c>.
/// Everything else in a key set (secrets, keys for encryption, other curves) is passed by. Immutable.
/// </summary>
internal sealed class IssuerKeys
{
    private const int FewestRsaBits = 2048;
    private const int MostKeys = 100;
    private readonly Dictionary<string, (string Algorithm, SecurityKey Key)> _keys = new(
        StringComparer.Ordinal
    );

    private IssuerKeys() { }

    /// <summary>No keys: nothing is checked by them.</summary>
    public static IssuerKeys None { get; } = new();

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Count;

    /// <summary>Reads a JSON Web Key Set (RFC 7517).</summary>
    /// <param name="json">The key set.</param>
    /// <exception cref="JsonException">It is no key set, or two of its keys have one <c>kid</c>.</exception>
    public static IssuerKeys Read(string json)
    {
        JsonWebKeySet set;
        try
        {
            set = JsonWebKeySet.Create(json);
        }
        catch (ArgumentException fault)
        {
            throw new JsonException("that is no JSON Web Key Set", fault);
        }

        var keys = new IssuerKeys();
        foreach (var key in set.Keys.Take(MostKeys))
        {
            if (key.Kid is { Length: > 0 } id && AlgorithmOf(key) is { } algorithm)
            {
                if (!keys._keys.TryAdd(id, (algorithm, PublicPart(key))))
                {
                    throw new JsonException("two keys of the set have one kid");
                }
            }
        }

        return keys;
    }

    /// <summary>The key with an id, if it is one for the algorithm; null otherwise.</summary>
    /// <param name="keyId">The <c>kid</c> of a token.</param>
    /// <param name="algorithm">The <c>alg</c> of the token.</param>
    public SecurityKey? Find(string keyId, string algorithm) =>
        _keys.TryGetValue(keyId, out var found) && found.Algorithm == algorithm ? found.Key : null;

    /// <summary>Whether there is a key with this id, for whatever algorithm.</summary>
    public bool Has(string keyId) => _keys.ContainsKey(keyId);

    private static string? AlgorithmOf(JsonWebKey key)
    {
        var algorithm = key.Kty switch
        {
            JsonWebAlgorithmsKeyTypes.RSA when key.KeySize >= FewestRsaBits =>
                SecurityAlgorithms.RsaSha256,
            JsonWebAlgorithmsKeyTypes.EllipticCurve when key.Crv == JsonWebKeyECTypes.P256 =>
                SecurityAlgorithms.EcdsaSha256,
            _ => null,
        };
        return key.Use is null or "" or "sig" && (key.Alg is null or "" || key.Alg == algorithm)
            ? algorithm
            : null;
    }

    private static JsonWebKey PublicPart(JsonWebKey key) =>
        new()
        {
            Kty = key.Kty,
            Kid = key.Kid,
            N = key.N,
            E = key.E,
            Crv = key.Crv,
            X = key.X,
            Y = key.Y,
        };
}
