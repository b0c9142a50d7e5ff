using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TableTap.Protocol.Jose;

/// <summary>
/// A compact JWS without its payload (RFC 7515, appendix F): ES256, with <c>typ</c> <c>tabletap+jws</c>. Who checks it puts the
/// canonical form of the message back in (section 9). Thread-safe.
/// </summary>
public static class DetachedSignature
{
    /// <summary>The <c>typ</c> of every such signature, so that it cannot stand for anything else.</summary>
    public const string Kind = "tabletap+jws";

    /// <summary>The longest signature that is looked at, in characters.</summary>
    public const int MaxLength = 2048;

    private const int SignatureBytes = 64;
    private static volatile KeptHeader? _last;
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = 4,
    };

    /// <summary>Signs a payload with a private key.</summary>
    /// <param name="key">The private key, on P-256; only one thread at a time may use it.</param>
    /// <param name="kid">The name under which its public part is found; needs no escaping in JSON.</param>
    /// <param name="payload">What is signed: a canonical form.</param>
    /// <returns>Header and signature, with nothing between the two dots.</returns>
    public static string Make(ECDsa key, string kid, ReadOnlySpan<byte> payload)
    {
        var header = HeaderOf(kid);
        Span<byte> signature = stackalloc byte[SignatureBytes];
        key.TrySignData(
            Input(header, payload),
            signature,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation,
            out _
        );
        return $"{header}..{Base64UrlText.Of(signature)}";
    }

    /// <summary>A signature with its payload put in, for who has to have both in one text.</summary>
    /// <param name="jws">The signature.</param>
    /// <param name="payload">What was signed.</param>
    public static string Attach(string jws, ReadOnlySpan<byte> payload) =>
        jws.Replace("..", $".{Base64UrlText.Of(payload)}.", StringComparison.Ordinal);

    /// <summary>Takes the payload out of a compact JWS; whether the signature holds is not yet said.</summary>
    /// <param name="token">The JWS with its payload.</param>
    /// <param name="jws">The signature without it.</param>
    /// <param name="payload">What was signed.</param>
    public static bool TryDetach(string token, out string jws, out byte[] payload)
    {
        (jws, payload) = ("", []);
        if (
            token.Length > MaxLength
            || token.Split('.') is not [var head, { Length: > 0 } body, var tail]
            || !Base64UrlText.TryRead(body, out var bytes)
        )
        {
            return false;
        }

        (jws, payload) = ($"{head}..{tail}", bytes);
        return true;
    }

    /// <summary>The name of the key that a signature says it was made with; null where it says none or is none.</summary>
    /// <param name="jws">The signature.</param>
    public static string? KidOf(string jws) =>
        TryParse(jws, out _, out var kid, out _) ? kid : null;

    /// <summary>Whether a signature was made over a payload with a key.</summary>
    /// <param name="jws">The signature as it came.</param>
    /// <param name="payload">What should have been signed.</param>
    /// <param name="key">The public part of the key; which one it is, the checker knows from elsewhere.</param>
    public static bool IsValid(string jws, ReadOnlySpan<byte> payload, PublicKey key)
    {
        if (!TryParse(jws, out var header, out _, out var signature))
        {
            return false;
        }

        using var verifying = key.ToVerify();
        return verifying.VerifyData(
            Input(header, payload),
            signature,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
    }

    /// <summary>The encoded header of a key's signatures.</summary>
    internal static string HeaderOf(string kid)
    {
        // A server signs with one key for weeks.
        var last = _last;
        if (last is null || last.Kid != kid)
        {
            _last = last = new(
                kid,
                Base64UrlText.Of(
                    Encoding.UTF8.GetBytes(
                        $"{{\"alg\":\"ES256\",\"kid\":{CanonicalJson.Quote(kid)},\"typ\":\"{Kind}\"}}"
                    )
                )
            );
        }

        return last.Encoded;
    }

    private static byte[] Input(string header, ReadOnlySpan<byte> payload)
    {
        var input = new byte[header.Length + 1 + Base64Url.GetEncodedLength(payload.Length)];
        Encoding.ASCII.GetBytes(header, input);
        input[header.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(payload, input.AsSpan(header.Length + 1));
        return input;
    }

    private static bool TryParse(
        string jws,
        out string header,
        out string? kid,
        out byte[] signature
    )
    {
        (header, kid, signature) = ("", null, []);
        if (
            jws.Length > MaxLength
            || jws.Split('.') is not [var head, "", var tail]
            || !Base64UrlText.TryRead(head, out var json)
            || !Base64UrlText.TryRead(tail, SignatureBytes, out var bytes)
        )
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var fields = document.RootElement;
            if (
                fields.ValueKind != JsonValueKind.Object
                || JsonFields.Text(fields, "alg") != "ES256"
                || JsonFields.Text(fields, "typ") != Kind
                || fields.TryGetProperty("crit", out _)
            )
            {
                return false;
            }

            (header, kid, signature) = (head, JsonFields.Text(fields, "kid"), bytes);
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private sealed record KeptHeader(string Kid, string Encoded);
}
