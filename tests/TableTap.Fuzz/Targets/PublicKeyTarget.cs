using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TableTap.Protocol.Jose;

namespace TableTap.Fuzz.Targets;

/// <summary>The key of a client: what is read can be used.</summary>
internal static class PublicKeyTarget
{
    public static FuzzTarget Target { get; } =
        new("public-key", () => Seeds().Select(Encoding.UTF8.GetBytes), Try);

    private static IEnumerable<string> Seeds()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = PublicKey.Of(key);
        yield return $$"""{"kty":"EC","crv":"P-256","x":"{{point.X}}","y":"{{point.Y}}","kid":"a"}""";
        yield return $$"""{"kty":"EC","crv":"P-256","x":"{{point.X}}","y":"{{point.X}}"}""";
    }

    private static void Try(byte[] input)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
            if (PublicKey.TryRead(document.RootElement, out var key))
            {
                key.ToVerify().Dispose();
                _ = EncryptedText.To(key, "a"u8);
            }
        }
        catch (JsonException)
        {
            // It is no JSON; the frame's reader refuses it before.
        }
    }
}
