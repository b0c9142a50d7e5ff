using System.Buffers.Text;
using System.Security.Cryptography;
using TableTap.Server.Auth;

namespace TableTap.Server.Push;

/// <summary>
/// The key by which push services know this server (VAPID, RFC 8292). A browser binds a subscription to it, so that servers of one
/// database must have the same one: it is made of their token key, as RFC 9180 (section 7.1.3) makes keys on P-256. Immutable.
/// </summary>
internal sealed class PushKey
{
    private const string Purpose = "tabletap web push";

    // How many points the curve has (FIPS 186-4, D.1.2.3): a private key is less.
    private static readonly byte[] Order = Convert.FromHexString(
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
    );

    private PushKey(byte[] key)
    {
        using var pair = ECDsa.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = key }
        );
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        Private = Base64Url.EncodeToString(key);
        Public = Base64Url.EncodeToString([0x04, .. point.X!, .. point.Y!]);
    }

    /// <summary>The public key as browsers take it: the point, uncompressed, base64url without padding.</summary>
    public string Public { get; }

    /// <summary>The private key, base64url without padding.</summary>
    public string Private { get; }

    /// <summary>The key of a server.</summary>
    /// <param name="keys">The keys of the server.</param>
    public static PushKey Of(TokenKeys keys)
    {
        // One in four thousand million is no key: then the next one is.
        for (var number = 0; ; number++)
        {
            var key = keys.Derive($"{Purpose} {number}");
            if (
                key.AsSpan().SequenceCompareTo(Order) < 0
                && key.AsSpan().ContainsAnyExcept((byte)0)
            )
            {
                return new(key);
            }
        }
    }
}
