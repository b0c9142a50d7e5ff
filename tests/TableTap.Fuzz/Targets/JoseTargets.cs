using System.Security.Cryptography;
using System.Text;
using TableTap.Protocol.Jose;

namespace TableTap.Fuzz.Targets;

/// <summary>Encrypted texts and detached signatures: only what the owner of a key made is opened or right, to the letter.</summary>
internal static class JoseTargets
{
    private static readonly ECDiffieHellman Reader = ECDiffieHellman.Create(
        ECCurve.NamedCurves.nistP256
    );

    private static readonly ECDsa Signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Shared = RandomNumberGenerator.GetBytes(EncryptedText.KeyBytes);
    private static readonly byte[] Payload = """{"amount":8.5}"""u8.ToArray();

    private static readonly string[] Texts =
    [
        EncryptedText.To(PublicKey.Of(Reader, "reader"), Payload),
        EncryptedText.Under(Shared, "shared", Payload),
    ];

    private static readonly string Signature = DetachedSignature.Make(Signer, "signer", Payload);

    public static FuzzTarget Encrypted { get; } =
        new("encrypted", () => Texts.Select(Encoding.UTF8.GetBytes), TryText);

    public static FuzzTarget Signed { get; } =
        new("jws", () => [Encoding.UTF8.GetBytes(Signature)], TrySignature);

    private static void TryText(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = EncryptedText.KidOf(text);
        BrokenRuleException.Unless(
            (EncryptedText.Open(text, Reader) is null && EncryptedText.Open(text, Shared) is null)
                || Texts.Contains(text, StringComparer.Ordinal),
            "Nothing opens that was changed."
        );
    }

    private static void TrySignature(byte[] input)
    {
        var jws = Encoding.UTF8.GetString(input);
        _ = DetachedSignature.KidOf(jws);
        _ = DetachedSignature.TryDetach(jws, out _, out _);
        BrokenRuleException.Unless(
            !DetachedSignature.IsValid(jws, Payload, PublicKey.Of(Signer, "signer"))
                || jws == Signature,
            "A signature has one spelling."
        );
    }
}
