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
        Assert.Equal("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", key.Kid);
        Assert.True(PublicKey.TryOf(x, y, new string('k', 256), out var named));
        Assert.Equal(256, named.Kid.Length);
        Assert.False(PublicKey.TryOf(x, y, new string('k', 257), out _));
        Assert.False(PublicKey.TryOf(x, y, "", out _));
        Assert.False(PublicKey.TryOf(x, y[..^1], null, out _));
        Assert.False(PublicKey.TryOf(y, x, null, out _));
        Assert.False(PublicKey.TryOf(x + "=", y, null, out _));
        Assert.True(Read($$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}"""));
        Assert.False(Read($$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}","d":"AA"}"""));
        Assert.False(Read($$"""{"kty":"EC","crv":"P-384","x":"{{x}}","y":"{{y}}"}"""));
        Assert.False(Read($$"""{"kty":"RSA","n":"AA","e":"AQAB"}"""));

        static bool Read(string jwk) =>
            PublicKey.TryRead(JsonDocument.Parse(jwk).RootElement, out _);
    }

    [Fact]
    public void A_key_is_written_as_it_is_read()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PublicKey.Of(pair, "counter \"cold\"");
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            key.WriteTo(json);
        }

        using var jwk = JsonDocument.Parse(written.ToArray());
        Assert.True(PublicKey.TryRead(jwk.RootElement, out var read));
        Assert.Equal(key, read);
        Assert.Equal(5, jwk.RootElement.EnumerateObject().Count());
    }

    /// <summary>A nonce that comes twice under one key gives the key away.</summary>
    [Fact]
    public void No_two_texts_under_a_shared_key_have_one_nonce()
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedText.KeyBytes);

        Assert.Equal(
            100,
            Enumerable
                .Range(0, 100)
                .Select(_ => EncryptedText.Under(key, "k1", Payload).Split('.')[2])
                .Distinct()
                .Count()
        );
    }

    [Theory]
    [InlineData("""{"alg":"dir","enc":"A256GCM","kid":"k1"}""", true)]
    [InlineData("""{"alg":"A256KW","enc":"A256GCM"}""", false)]
    [InlineData("""{"enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":"dir","enc":"A128GCM"}""", false)]
    [InlineData("""{"alg":"dir"}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","zip":"DEF"}""", false)]
    [InlineData("""{"alg":"dir","alg":"dir","enc":"A256GCM"}""", false)]
    [InlineData("""["dir"]""", false)]
    [InlineData("{", false)]
    public void A_text_under_another_header_does_not_open(string header, bool opens)
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedText.KeyBytes);
        var head = Encode(Encoding.UTF8.GetBytes(header));
        var (nonce, tag) = (RandomNumberGenerator.GetBytes(12), new byte[16]);
        var hidden = new byte[Payload.Length];
        using var cipher = new AesGcm(key, tag.Length);
        cipher.Encrypt(nonce, Payload, hidden, tag, Encoding.ASCII.GetBytes(head));
        var jwe = $"{head}..{Encode(nonce)}.{Encode(hidden)}.{Encode(tag)}";

        Assert.Equal(opens ? Payload : null, EncryptedText.Open(jwe, key.AsSpan()));
        using var reader = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(EncryptedText.Open(jwe, reader));
        Assert.Null(EncryptedText.Open(jwe, key.AsSpan()[1..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("no header")]
    [InlineData("....")]
    public void What_is_no_text_names_no_key_and_does_not_open(string jwe)
    {
        Assert.Null(EncryptedText.KidOf(jwe));
        Assert.Null(EncryptedText.Open(jwe, new byte[EncryptedText.KeyBytes].AsSpan()));
        Assert.Null(DetachedSignature.KidOf(jwe));
    }

    [Fact]
    public void A_payload_is_taken_out_of_a_signature_as_it_was_put_in()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jws = DetachedSignature.Make(signer, "k1", Payload);
        var whole = DetachedSignature.Attach(jws, Payload);

        Assert.True(DetachedSignature.TryDetach(whole, out var detached, out var payload));
        Assert.Equal(jws, detached);
        Assert.Equal(Payload, payload);
        Assert.False(DetachedSignature.TryDetach(jws, out _, out _));
        Assert.False(DetachedSignature.TryDetach(whole + ".", out _, out _));
        Assert.False(
            DetachedSignature.TryDetach(
                jws.Replace("..", ".!.", StringComparison.Ordinal),
                out _,
                out _
            )
        );

        var longest = whole.PadRight(DetachedSignature.MaxLength, 'A');
        Assert.True(DetachedSignature.TryDetach(longest, out _, out _));
        Assert.False(DetachedSignature.TryDetach(longest + "A", out _, out _));
    }

    /// <summary>As long as a signature may be, and a byte of its header more.</summary>
    [Fact]
    public void A_signature_that_is_too_long_is_not_looked_at()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lengths = Enumerable
            .Range(1380, 60)
            .Select(length => DetachedSignature.Make(signer, new string('k', length), Payload))
            .ToLookup(
                jws => jws.Length <= DetachedSignature.MaxLength,
                jws => DetachedSignature.IsValid(jws, Payload, PublicKey.Of(signer))
            );

        Assert.NotEmpty(lengths[true]);
        Assert.All(lengths[true], Assert.True);
        Assert.NotEmpty(lengths[false]);
        Assert.All(lengths[false], Assert.False);
    }

    private static string Encode(byte[] bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
