using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TableTap.Protocol.Jose;

namespace TableTap.Protocol.Tests.Jose;

/// <summary>Signatures and encrypted texts, and what is none.</summary>
public sealed class JoseTests
{
    private static readonly byte[] Payload = "{\"amount\":15.5}"u8.ToArray();

    [Fact]
    public void A_signature_holds_for_its_payload_and_key_alone()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PublicKey.Of(signer);
        var jws = DetachedSignature.Make(signer, key.Kid, Payload);

        Assert.True(DetachedSignature.IsValid(jws, Payload, key));
        Assert.Equal(key.Kid, DetachedSignature.KidOf(jws));
        Assert.False(DetachedSignature.IsValid(jws, "{\"amount\":15.6}"u8, key));
        Assert.False(DetachedSignature.IsValid(jws, Payload, PublicKey.Of(other)));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"tabletap+jws"}""")]
    [InlineData("""{"alg":"HS256","typ":"tabletap+jws"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"tabletap+jws","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"none","alg":"ES256","typ":"tabletap+jws"}""")]
    public void A_signature_under_another_header_holds_for_nothing(string header)
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var head = Encode(Encoding.UTF8.GetBytes(header));
        var signature = signer.SignData(
            Encoding.ASCII.GetBytes($"{head}.{Encode(Payload)}"),
            HashAlgorithmName.SHA256
        );

        Assert.False(
            DetachedSignature.IsValid($"{head}..{Encode(signature)}", Payload, PublicKey.Of(signer))
        );
    }

    [Fact]
    public void A_signature_has_one_spelling()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PublicKey.Of(signer);
        var jws = DetachedSignature.Make(signer, key.Kid, Payload);

        // 64 bytes leave two bits of the last letter unused.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var twin = jws[..^1] + alphabet[alphabet.IndexOf(jws[^1], StringComparison.Ordinal) + 1];
        Assert.All(
            [
                twin,
                jws + "=",
                jws + " ",
                jws + ".",
                jws.Replace("..", $".{Encode(Payload)}.", StringComparison.Ordinal),
            ],
            spelled => Assert.False(DetachedSignature.IsValid(spelled, Payload, key))
        );
    }

    [Fact]
    public void A_text_opens_for_its_reader_alone()
    {
        using var reader = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var jwe = EncryptedText.To(PublicKey.Of(reader), Payload);

        Assert.Equal(Payload, EncryptedText.Open(jwe, reader));
        Assert.Null(EncryptedText.Open(jwe, other));
        Assert.NotEqual(jwe, EncryptedText.To(PublicKey.Of(reader), Payload));
        var parts = jwe.Split('.');
        parts[3] = (parts[3][0] == 'A' ? 'B' : 'A') + parts[3][1..];
        Assert.Null(EncryptedText.Open(string.Join('.', parts), reader));
    }

    [Fact]
    public void A_text_under_a_shared_key_opens_with_it_alone()
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedText.KeyBytes);
        var jwe = EncryptedText.Under(key, "k1", Payload);

        Assert.Equal("k1", EncryptedText.KidOf(jwe));
        Assert.Equal(Payload, EncryptedText.Open(jwe, key.AsSpan()));
        key[0] ^= 1;
        Assert.Null(EncryptedText.Open(jwe, key.AsSpan()));
    }

    /// <summary>RFC 7638 has no vector for EC; this is the key of RFC 7517, appendix A.1, and its thumbprint by npm's jose.</summary>
    [Fact]
    public void A_key_is_read_strictly()
    {
        const string x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
        const string y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";
        Assert.True(PublicKey.TryOf(x, y, null, out var key));
        Assert.Equal(43, key.Kid.Length);
        Assert.False(PublicKey.TryOf(y, x, null, out _));
        Assert.False(PublicKey.TryOf(x + "=", y, null, out _));
        Assert.True(Read($$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}"""));
        Assert.False(Read($$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}","d":"AA"}"""));
        Assert.False(Read($$"""{"kty":"EC","crv":"P-384","x":"{{x}}","y":"{{y}}"}"""));
        Assert.False(Read($$"""{"kty":"RSA","n":"AA","e":"AQAB"}"""));

        static bool Read(string jwk) =>
            PublicKey.TryRead(JsonDocument.Parse(jwk).RootElement, out _);
    }

    private static string Encode(byte[] bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
