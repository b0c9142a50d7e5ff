using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Jose;

namespace TableTap.Server.Testing;

/// <summary>The keys of a client: one that it signs with, and one to which payment data is encrypted (section 9).</summary>
public sealed class ClientKeys : IDisposable
{
    private readonly ECDsa _signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDiffieHellman _opening = ECDiffieHellman.Create(
        ECCurve.NamedCurves.nistP256
    );

    /// <summary>The public key of its signatures as a JWK.</summary>
    public string SigningJwk => Jwk(_signing);

    /// <summary>The public key for its payment data as a JWK.</summary>
    public string EncryptionJwk => Jwk(_opening);

    /// <summary>The name of the key for its payment data.</summary>
    public string EncryptionKid => PublicKey.Of(_opening).Kid;

    /// <summary>The private key for its payment data as a JWK, for another implementation.</summary>
    public JsonObject PrivateJwk
    {
        get
        {
            var jwk = JsonNode.Parse(EncryptionJwk)!.AsObject();
            jwk["d"] = Base64Url.EncodeToString(
                _opening.ExportParameters(includePrivateParameters: true).D
            );
            return jwk;
        }
    }

    /// <summary>A frame with its signature.</summary>
    public string Sign(string type, string messageId, DateTimeOffset at, string data)
    {
        var frame =
            $$$"""{"type":"{{{type}}}","messageId":"{{{messageId}}}","timestamp":"{{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}","data":{{{data}}}}""";
        var jws = DetachedSignature.Make(
            _signing,
            PublicKey.Of(_signing).Kid,
            SignedForm.OfCommand(Encoding.UTF8.GetBytes(frame))
        );
        return $"{frame[..^1]},\"signature\":\"{jws}\"}}";
    }

    /// <summary>The content of a payment message; null where this key does not open it.</summary>
    public JsonElement? Open(JsonElement message) =>
        EncryptedText.Open(message.Data().Text("encrypted"), _opening) is { } content
            ? JsonDocument.Parse(content).RootElement
            : null;

    public void Dispose()
    {
        _signing.Dispose();
        _opening.Dispose();
    }

    private static string Jwk(ECAlgorithm key)
    {
        var shown = PublicKey.Of(key);
        return $$"""{"kty":"EC","crv":"P-256","x":"{{shown.X}}","y":"{{shown.Y}}"}""";
    }
}
