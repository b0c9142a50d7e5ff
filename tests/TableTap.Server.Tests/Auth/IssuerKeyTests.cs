using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using static System.Buffers.Text.Base64Url;

namespace TableTap.Server.Tests.Auth;

public sealed class IssuerKeyTests : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // The issuer's, for all tests: making one takes longer than most of them.
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryDirectory _directory = new();
    private readonly KeyServer _server;
    private readonly TokenVerifier _verifier;
    private Func<string> _answer;
    private int _asked;

    public IssuerKeyTests()
    {
        _answer = () => Set(RsaKey("r1"), EcKey("e1"));
        _server = new(
            IssuerKeys.None,
            _ =>
            {
                _asked++;
                return Task.FromResult(_answer());
            },
            Kept,
            Pause,
            _time,
            NullLogger.Instance
        );
        _verifier = Verifier(_server);
    }

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task RS256_and_ES256_are_checked_by_the_issuers_keys()
    {
        Assert.NotNull(await WhoAsync(Rs256("r1")));
        Assert.NotNull(await WhoAsync(Es256("e1")));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_file_of_keys_needs_no_key_server()
    {
        using var file = new KeyServer(
            IssuerKeys.Read(Set(EcKey("e1"))),
            null,
            Kept,
            Pause,
            _time,
            NullLogger.Instance
        );
        var verifier = Verifier(file);
        Assert.NotNull((await verifier.CheckAsync(Es256("e1"), Cancel)).Identity);
        Assert.Null((await verifier.CheckAsync(Rs256("r1"), Cancel)).Identity);
    }

    [Fact]
    public async Task Without_keys_of_an_issuer_only_HS256_counts()
    {
        var verifier = new TokenVerifier(
            TokenKeys.Open(_directory.Path),
            new AuthOptions(),
            TimeSpan.FromSeconds(60),
            _time
        );
        Assert.Null((await verifier.CheckAsync(Rs256("r1"), Cancel)).Identity);
    }

    [Fact]
    public async Task A_new_key_is_fetched_when_a_token_names_it_and_not_more_often_than_the_bound()
    {
        Assert.NotNull(await WhoAsync(Rs256("r1")));
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await WhoAsync(Rs256($"forged-{i}")));
        }

        Assert.Equal(1, _asked);
        _answer = () => Set(RsaKey("r2"));
        _time.Advance(Pause);
        Assert.NotNull(await WhoAsync(Rs256("r2")));
        Assert.Equal(2, _asked);
        Assert.Null(await WhoAsync(Rs256("r1")));
    }

    [Fact]
    public async Task A_key_that_was_taken_back_ends_after_a_while_though_nobody_brings_a_new_one()
    {
        Assert.NotNull(await WhoAsync(Rs256("r1")));
        _answer = () => Set(EcKey("e1"));
        _time.Advance(Kept);
        await WhoAsync(Rs256("r1"));
        Assert.Null(await WhoAsync(Rs256("r1")));
    }

    [Fact]
    public async Task A_key_server_that_is_away_ends_nobody()
    {
        Assert.NotNull(await WhoAsync(Rs256("r1")));
        _answer = () => throw new HttpRequestException("away");
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Kept);
            Assert.NotNull(await WhoAsync(Rs256("r1")));
        }

        _answer = () => "<html>maintenance</html>";
        _time.Advance(Kept);
        Assert.NotNull(await WhoAsync(Rs256("r1")));
    }

    [Fact]
    public async Task The_public_key_is_no_secret_of_HS256()
    {
        var pem = Rsa.ExportSubjectPublicKeyInfoPem();
        foreach (
            var secret in (byte[][])
                [
                    Encoding.ASCII.GetBytes(pem),
                    Rsa.ExportSubjectPublicKeyInfo(),
                    Rsa.ExportRSAPublicKey(),
                    Rsa.ExportParameters(false).Modulus!,
                    Encoding.ASCII.GetBytes(EncodeToString(Rsa.ExportParameters(false).Modulus!)),
                ]
        )
        {
            await RefusedAsync(
                Token(
                    """{"alg":"HS256","kid":"r1"}""",
                    signed => HMACSHA256.HashData(secret, signed)
                )
            );
        }
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"e1"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":""}""")]
    [InlineData("""{"alg":"RS256","kid":7}""")]
    [InlineData("""{"alg":"RS256","kid":null}""")]
    [InlineData("""{"alg":"RS256","kid":["r1"]}""")]
    [InlineData("""{"alg":"RS256","kid":"../../../../dev/null"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1' OR '1'='1"}""")]
    [InlineData("""{"alg":"RS256","kid":"R1"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1\u0000"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","kid":"r1"}""")]
    [InlineData("""{"alg":"RS256","alg":"RS256","kid":"r1"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"r1"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","jku":"https://evil.example/jwks.json"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","x5u":"https://evil.example/cert.pem"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","jwk":{"kty":"oct","k":"AAAA"}}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","x5c":["AAAA"]}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","x5t":"AAAA"}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","crit":["exp"]}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","b64":true}""")]
    [InlineData("""{"alg":"RS256","kid":"r1","zip":"DEF"}""")]
    [InlineData("""{"alg":"RS512","kid":"r1"}""")]
    [InlineData("""{"alg":"PS256","kid":"r1"}""")]
    [InlineData("""{"alg":"rs256","kid":"r1"}""")]
    [InlineData("""{"alg":"ES256","kid":"r1"}""")]
    [InlineData("""{"alg":"none","kid":"r1"}""")]
    [InlineData("""{"alg":"HS256","kid":"r1"}""")]
    public async Task A_header_with_a_trick_is_refused_though_the_key_signed_it(string header)
    {
        Assert.NotNull(await WhoAsync(Rs256("r1")));
        await RefusedAsync(Token(header, SignedByRsa));
    }

    [Fact]
    public async Task Padding_and_bits_that_say_nothing_are_refused_in_every_part()
    {
        var token = Es256("e1");
        Assert.NotNull(await WhoAsync(token));
        var parts = token.Split('.');
        foreach (var odd in (string[])["=", "==", "+", "/", " ", "\n", "%3D", "A"])
        {
            for (var part = 0; part < parts.Length; part++)
            {
                var changed = parts.ToArray();
                changed[part] += odd;
                await RefusedAsync(string.Join('.', changed));
            }
        }

        // The last character of 64 bytes has four bits that no byte needs.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);
        await RefusedAsync(token[..^1] + alphabet[last ^ 1]);
    }

    [Fact]
    public async Task A_signature_of_nothing_is_refused()
    {
        await RefusedAsync(Token("""{"alg":"ES256","kid":"e1"}""", _ => new byte[64]));
        await RefusedAsync(Token("""{"alg":"RS256","kid":"r1"}""", _ => new byte[256]));
        await RefusedAsync(
            Token(
                """{"alg":"ES256","kid":"e1"}""",
                signed =>
                    Ec.SignData(
                        signed,
                        HashAlgorithmName.SHA256,
                        DSASignatureFormat.Rfc3279DerSequence
                    )
            )
        );
    }

    [Theory]
    [InlineData("""{"jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}""")]
    [InlineData("""{"jwk":KEY,"kid":"other"}""")]
    [InlineData("""{"jwk":[KEY]}""")]
    [InlineData("""{"kid":"other"}""")]
    [InlineData("""{"jku":"https://keys.example/jwks.json","kid":"other"}""")]
    [InlineData("""{"x5t#S256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("KEY")]
    public async Task A_token_whose_client_has_to_prove_itself_in_a_way_that_nobody_checks_is_refused(
        string cnf
    )
    {
        var claim = cnf.Replace("KEY", EcKey("c1"), StringComparison.Ordinal);
        await RefusedAsync(
            Token("""{"alg":"RS256","kid":"r1"}""", SignedByRsa, $",\"cnf\":{claim}")
        );
    }

    [Fact]
    public async Task A_token_brings_the_keys_of_its_client()
    {
        var more = $$""","cnf":{"jwk":{{EcKey("c1")}}},"enc_jwk":{{EcKey("c2")}}""";
        var identity = await WhoAsync(Token("""{"alg":"RS256","kid":"r1"}""", SignedByRsa, more));

        Assert.Equal("c1", identity?.SigningKey?.Kid);
        Assert.Equal("c2", identity?.EncryptionKey?.Kid);
        await RefusedAsync(
            Token("""{"alg":"RS256","kid":"r1"}""", SignedByRsa, ",\"enc_jwk\":{\"kty\":\"EC\"}")
        );
    }

    [Fact]
    public void Secrets_short_and_broken_keys_keys_for_encryption_and_other_curves_are_no_keys()
    {
        using var shortKey = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var point = curve.ExportParameters(false).Q;
        var keys = IssuerKeys.Read(
            Set(
                """{"kty":"oct","kid":"o1","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
                """{"kty":"RSA","kid":"broken","n":"no base64url!","e":"AQAB"}""",
                """{"kty":"EC","crv":"P-256","kid":"broken","x":"\u00e9","y":"AA"}""",
                RsaKey("short", shortKey),
                RsaKey("enc", more: ",\"use\":\"enc\""),
                RsaKey("ps", more: ",\"alg\":\"PS256\""),
                $$"""{"kty":"EC","crv":"P-384","kid":"p384","x":"{{EncodeToString(point.X)}}","y":"{{EncodeToString(point.Y)}}"}""",
                RsaKey("good", more: ",\"use\":\"sig\",\"alg\":\"RS256\"")
            )
        );
        Assert.Equal(1, keys.Count);
        Assert.True(keys.Has("good"));
        Assert.Throws<System.Text.Json.JsonException>(() =>
            IssuerKeys.Read(Set(RsaKey("twice"), EcKey("twice")))
        );
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TokenVerifier Verifier(KeyServer server) =>
        new(
            TokenKeys.Open(_directory.Path),
            server,
            new AuthOptions(),
            TimeSpan.FromSeconds(60),
            _time
        );

    private async Task<Identity?> WhoAsync(string token) =>
        (await _verifier.CheckAsync(token, Cancel)).Identity;

    private async Task RefusedAsync(string token)
    {
        var verdict = await _verifier.CheckAsync(token, Cancel);
        Assert.Null(verdict.Identity);
        Assert.False(verdict.WasGenuine);
        Assert.NotNull(verdict.Problem);
    }

    private string Rs256(string kid) => Token($$"""{"alg":"RS256","kid":"{{kid}}"}""", SignedByRsa);

    private string Es256(string kid) =>
        Token(
            $$"""{"alg":"ES256","kid":"{{kid}}"}""",
            signed => Ec.SignData(signed, HashAlgorithmName.SHA256)
        );

    private byte[] SignedByRsa(byte[] signed) =>
        Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private string Token(string header, Func<byte[], byte[]> sign, string more = "")
    {
        var exp = _time.GetUtcNow().AddHours(8).ToUnixTimeSeconds();
        var claims =
            $$"""{"iss":"tabletap","aud":"tabletap","sub":"u","role":"customer","cafe_id":"demo","exp":{{exp}}{{more}}}""";
        var signed =
            $"{EncodeToString(Encoding.UTF8.GetBytes(header))}.{EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private string RsaKey(string kid, RSA? key = null, string more = "") =>
        $$"""{"kty":"RSA","kid":"{{kid}}","n":"{{EncodeToString((key ?? Rsa).ExportParameters(false).Modulus!)}}","e":"AQAB"{{more}}}""";

    private string EcKey(string kid)
    {
        var point = Ec.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"P-256","kid":"{{kid}}","x":"{{EncodeToString(point.X)}}","y":"{{EncodeToString(point.Y)}}"}""";
    }

    private static string Set(params string[] keys) =>
        $$"""{"keys":[{{string.Join(',', keys)}}]}""";
}
