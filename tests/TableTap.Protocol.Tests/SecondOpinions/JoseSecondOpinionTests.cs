using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TableTap.Protocol.Jose;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.SecondOpinions;

/// <summary>What npm's jose says of the signatures and encrypted texts that are made here (section 9).</summary>
public sealed class JoseSecondOpinionTests
{
    private const string Text = """{"data":{"amount":15.5,"café":"€"},"signature":"a..b"}""";

    [Fact]
    public async Task Another_implementation_verifies_signatures_through_a_rotation_and_opens_texts()
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var reader = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var question = new JsonObject
        {
            ["jwks"] = new JsonObject { ["keys"] = new JsonArray(Jwk(first), Jwk(second)) },
            ["signatures"] = new JsonArray(
                Signed(first, Text, Text),
                Signed(second, Text, Text),
                Signed(second, Text, Text.Replace("15.5", "15.6", StringComparison.Ordinal))
            ),
            ["reader"] = PrivateJwk(reader),
            ["texts"] = new JsonArray(
                EncryptedText.To(PublicKey.Of(reader), Encoding.UTF8.GetBytes(Text)),
                EncryptedText.To(PublicKey.Of(stranger), Encoding.UTF8.GetBytes(Text))
            ),
        };

        var (answer, reason) = await SecondOpinion.AskAsync(question, "jose.mjs");

        Assert.SkipUnless(answer is not null, reason);
        Assert.Equal([true, true, false], answer!["verified"]!.AsArray().Select(one => (bool)one!));
        Assert.Equal([Text, null], answer["opened"]!.AsArray().Select(one => (string?)one));
    }

    private static JsonObject Jwk(ECAlgorithm key)
    {
        var shown = PublicKey.Of(key);
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = PublicKey.Curve,
            ["x"] = shown.X,
            ["y"] = shown.Y,
            ["kid"] = shown.Kid,
        };
    }

    private static JsonObject PrivateJwk(ECDiffieHellman key)
    {
        var jwk = Jwk(key);
        jwk["d"] = System.Buffers.Text.Base64Url.EncodeToString(
            key.ExportParameters(includePrivateParameters: true).D
        );
        return jwk;
    }

    private static JsonObject Signed(ECDsa key, string signed, string told) =>
        new()
        {
            ["jws"] = DetachedSignature.Make(
                key,
                PublicKey.Of(key).Kid,
                Encoding.UTF8.GetBytes(signed)
            ),
            ["payload"] = told,
        };
}
