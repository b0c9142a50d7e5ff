using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Auth;

public sealed class TokenVerifierTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryDirectory _directory = new();
    private readonly TokenKeys _keys;
    private readonly TokenVerifier _verifier;
    private readonly byte[] _key;

    public TokenVerifierTests()
    {
        _keys = TokenKeys.Open(_directory.Path);
        _key = Convert.FromBase64String(
            File.ReadAllText(Path.Combine(_directory.Path, TokenKeys.FileName))
        );
        _verifier = new(_keys, new AuthOptions(), TimeSpan.FromSeconds(60), _time);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Minted_token_tells_who_it_is()
    {
        var mint = new TokenMint(_keys, new AuthOptions(), _time);
        var token = mint.Mint(
            new("maya", Role.Manager, ["demo", "annex"], ["espresso"], "Maya Ö."),
            TimeSpan.FromMinutes(5)
        );

        var identity = (await CheckAsync(token)).Identity;

        Assert.NotNull(identity);
        Assert.Equal("maya", identity.UserId);
        Assert.Equal(Role.Manager, identity.Role);
        Assert.Equal(["demo", "annex"], identity.Cafes);
        Assert.Equal(["espresso"], identity.Counters!.Value);
        Assert.Equal("Maya Ö.", identity.Name);
        Assert.Equal("tabletap", identity.Issuer);
        Assert.Equal(_time.GetUtcNow().AddMinutes(5), identity.ExpiresAt);
        Assert.True(Identifier.IsValid(identity.TokenId));
    }

    [Fact]
    public async Task Cafe_may_be_one_text()
    {
        var identity = (await CheckAsync(Signed(Claims(cafe: "\"demo\"")))).Identity;

        Assert.Equal(["demo"], identity!.Cafes);
        Assert.Null(identity.Counters);
    }

    [Fact]
    public async Task Administrator_may_have_no_cafe()
    {
        var token = Signed(
            $$"""{"iss":"tabletap","aud":"tabletap","sub":"root","role":"admin","exp":{{Now + 60}}}"""
        );

        Assert.Empty((await CheckAsync(token)).Identity!.Cafes);
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("employee")]
    [InlineData("manager")]
    [InlineData("service")]
    public async Task Everybody_else_needs_a_cafe(string role)
    {
        var token = Signed(
            $$"""{"iss":"tabletap","aud":"tabletap","sub":"u","role":"{{role}}","exp":{{Now + 60}}}"""
        );

        await RefusedAsync(token);
    }

    [Fact]
    public async Task Expired_token_is_accepted_within_the_skew()
    {
        Assert.NotNull((await CheckAsync(Signed(Claims(exp: $"{Now - 59}")))).Identity);
    }

    [Fact]
    public async Task Expired_token_is_refused_after_the_skew_but_was_genuine()
    {
        var verdict = await CheckAsync(Signed(Claims(exp: $"{Now - 60}")));

        Assert.Null(verdict.Identity);
        Assert.True(verdict.WasGenuine);
    }

    [Fact]
    public async Task Token_is_accepted_from_a_skew_before_its_beginning()
    {
        Assert.NotNull((await CheckAsync(Signed(Claims(more: $",\"nbf\":{Now + 60}")))).Identity);
        await RefusedAsync(Signed(Claims(more: $",\"nbf\":{Now + 61}")));
    }

    [Fact]
    public async Task Expired_and_forged_token_was_never_genuine()
    {
        await RefusedAsync(
            Signed(Claims(exp: $"{Now - 600}"), key: RandomNumberGenerator.GetBytes(32))
        );
    }

    public static TheoryData<string> BrokenClaims =>
        [
            """{"aud":"tabletap","sub":"u","role":"admin","exp":EXP}""",
            """{"iss":"other","aud":"tabletap","sub":"u","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","sub":"u","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"other","sub":"u","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":[],"sub":"u","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin"}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":null}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":"EXP"}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":-1}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":1e300}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":[EXP]}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":1,"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","exp":EXP,"nbf":"now"}""",
            """{"iss":"tabletap","aud":"tabletap","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"\ud800","role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","cnf":{},"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","cnf":null,"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","iat":"now","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":7,"role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":null,"role":"admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"root","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"Admin","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":3,"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":["admin"],"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"employee","cafe_id":{},"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"employee","cafe_id":[1],"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"employee","cafe_id":["*"],"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"employee","cafe_id":[],"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","counters":"e:s","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","counters":7,"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","name":{},"exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","jti":"","exp":EXP}""",
            """{"iss":"tabletap","aud":"tabletap","sub":"u","role":"admin","jti":7,"exp":EXP}""",
            """[]""",
            """null""",
            """7""",
            """{""",
            "",
        ];

    [Theory]
    [InlineData("auth0|507f1f77bcf86cd799439011")]
    [InlineData("ada@example.com")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("<script>")]
    public async Task A_foreign_subject_becomes_a_stable_id(string subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"tabletap|{subject}"));
        var id = $"u_{Text(hash)[..22]}";
        var token = Signed(
            Claims().Replace("\"guest-1\"", $"\"{subject}\"", StringComparison.Ordinal)
        );

        Assert.Equal(id, (await CheckAsync(token)).Identity!.UserId);
        Assert.True(Identifier.IsValid(id));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task A_subject_and_a_token_id_have_256_characters_at_most(int length, bool taken)
    {
        var text = new string('ü', length);
        var subject = Claims().Replace("guest-1", text, StringComparison.Ordinal);
        var jti = Claims(more: $",\"jti\":\"{text}\"");

        foreach (var claims in (string[])[subject, jti])
        {
            Assert.Equal(taken, (await CheckAsync(Signed(claims))).Identity is not null);
        }
    }

    [Fact]
    public async Task Another_claim_names_the_user_where_the_operator_says_so()
    {
        var verifier = new TokenVerifier(
            _keys,
            new AuthOptions { UserClaim = "oid" },
            TimeSpan.FromSeconds(60),
            _time
        );
        var cancel = TestContext.Current.CancellationToken;

        var named = await verifier.CheckAsync(Signed(Claims(more: ",\"oid\":\"u-77\"")), cancel);
        var nameless = await verifier.CheckAsync(Signed(Claims()), cancel);

        Assert.Equal("u-77", named.Identity!.UserId);
        Assert.Null(nameless.Identity);
    }

    [Fact]
    public async Task A_token_says_when_it_was_issued_to_the_millisecond()
    {
        _time.Advance(TimeSpan.FromMilliseconds(123));
        var mint = new TokenMint(_keys, new AuthOptions(), _time);
        var token = mint.Mint(new("maya", Role.Manager, ["demo"]), TimeSpan.FromMinutes(5));

        Assert.Equal(_time.GetUtcNow(), (await CheckAsync(token)).Identity!.IssuedAt);
        Assert.Null((await CheckAsync(Signed(Claims()))).Identity!.IssuedAt);
    }

    [Theory]
    [MemberData(nameof(BrokenClaims))]
    public async Task Broken_claims_are_refused(string claims) =>
        await RefusedAsync(Signed(claims.Replace("EXP", $"{Now + 60}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS384","typ":"JWT"}""")]
    [InlineData("""{"alg":"hs256","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    [InlineData("""{"alg":"PS256","typ":"JWT"}""")]
    [InlineData("""{"alg":7,"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"],"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","b64":false,"crit":["b64"],"typ":"JWT"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    public async Task Header_that_is_not_plain_HS256_is_refused_even_with_a_good_signature(
        string header
    ) => await RefusedAsync(Signed(Claims(), header: header));

    [Fact]
    public async Task Unsigned_token_is_refused()
    {
        var parts = Signed(Claims(), header: """{"alg":"none"}""").Split('.');

        await RefusedAsync($"{parts[0]}.{parts[1]}.");
        await RefusedAsync($"{parts[0]}.{parts[1]}");
    }

    [Fact]
    public async Task Public_key_signatures_are_refused_whatever_key_the_token_brings()
    {
        using var rsa = RSA.Create(2048);
        var header =
            $$"""{"alg":"RS256","jwk":{"kty":"RSA","n":"{{Text(rsa.ExportParameters(false).Modulus!)}}","e":"AQAB"} }""";
        var signed =
            $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(Claims()))}";
        var signature = rsa.SignData(
            Encoding.ASCII.GetBytes(signed),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );

        await RefusedAsync($"{signed}.{Text(signature)}");
    }

    [Fact]
    public async Task Changed_payload_is_refused()
    {
        var parts = Signed(Claims()).Split('.');
        var other = Text(Encoding.UTF8.GetBytes(Claims(role: "manager")));

        await RefusedAsync($"{parts[0]}.{other}.{parts[2]}");
    }

    [Fact]
    public async Task Cut_signature_is_refused()
    {
        var token = Signed(Claims());

        await RefusedAsync(token[..^1]);
        await RefusedAsync(token[..^20]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("....")]
    [InlineData("a.b.c")]
    [InlineData("not a token")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.\0")]
    [InlineData("ééé.ééé.ééé")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA")]
    public async Task Text_that_is_no_token_is_refused(string text) => await RefusedAsync(text);

    [Fact]
    public async Task Token_with_blanks_around_it_is_refused() =>
        await RefusedAsync($" {Signed(Claims())}");

    [Fact]
    public async Task Enormous_token_is_refused() =>
        await RefusedAsync(Signed(Claims(more: $",\"x\":\"{new string('x', 10_000)}\"")));

    [Fact]
    public async Task Deep_payload_is_refused() =>
        await RefusedAsync(
            Signed(Claims(more: $",\"x\":{new string('[', 100)}{new string(']', 100)}"))
        );

    [Fact]
    public async Task Key_of_another_directory_is_refused()
    {
        using var other = new TemporaryDirectory();
        var mint = new TokenMint(TokenKeys.Open(other.Path), new AuthOptions(), _time);

        await RefusedAsync(mint.Mint(new("u", Role.Admin, []), TimeSpan.FromMinutes(1)));
    }

    private string Claims(
        string role = "customer",
        string cafe = "[\"demo\"]",
        string? exp = null,
        string more = ""
    ) =>
        $$"""{"iss":"tabletap","aud":"tabletap","sub":"guest-1","role":"{{role}}","cafe_id":{{cafe}},"exp":{{exp ?? $"{Now + 60}"}}{{more}}}""";

    private string Signed(
        string claims,
        string header = """{"alg":"HS256","typ":"JWT"}""",
        byte[]? key = null
    )
    {
        var signed =
            $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Text(HMACSHA256.HashData(key ?? _key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Text(byte[] bytes) => Base64UrlEncoder.Encode(bytes);

    private ValueTask<TokenVerdict> CheckAsync(string token) =>
        _verifier.CheckAsync(token, TestContext.Current.CancellationToken);

    private async Task RefusedAsync(string token)
    {
        var verdict = await CheckAsync(token);

        Assert.Null(verdict.Identity);
        Assert.False(verdict.WasGenuine);
        Assert.NotNull(verdict.Problem);
        foreach (var part in token.Split('.').Where(part => part.Length > 3))
        {
            Assert.DoesNotContain(part, verdict.Problem, StringComparison.Ordinal);
        }
    }
}
