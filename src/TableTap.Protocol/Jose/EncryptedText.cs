using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TableTap.Protocol.Jose;

/// <summary>
/// A compact JWE with A256GCM (RFC 7516): to a reader's public key by ECDH-ES, or under a key that both sides have
/// (<c>dir</c>). Thread-safe.
/// </summary>
public static class EncryptedText
{
    /// <summary>Bytes of a shared key.</summary>
    public const int KeyBytes = 32;

    private const string Agreement = "ECDH-ES";
    private const string Direct = "dir";
    private const string Encryption = "A256GCM";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = 4,
    };

    /// <summary>Encrypts to a reader, so that only the owner of the key can open it.</summary>
    /// <param name="reader">The reader's public key.</param>
    /// <param name="text">What is encrypted.</param>
    public static string To(PublicKey reader, ReadOnlySpan<byte> text)
    {
        using var once = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var peer = reader.ToAgree();
        var point = PublicKey.Of(once);
        var header =
            $$"""{"alg":"{{Agreement}}","enc":"{{Encryption}}","epk":{"crv":"{{PublicKey.Curve}}","kty":"EC","x":"{{point.X}}","y":"{{point.Y}}"},"kid":{{CanonicalJson.Quote(reader.Kid)}}}""";
        return Seal(header, Agree(once, peer), text);
    }

    /// <summary>Encrypts under a shared key.</summary>
    /// <param name="key">The key, of <see cref="KeyBytes"/> bytes.</param>
    /// <param name="kid">The name by which it is found again; needs no escaping in JSON.</param>
    /// <param name="text">What is encrypted.</param>
    public static string Under(ReadOnlySpan<byte> key, string kid, ReadOnlySpan<byte> text) =>
        Seal($$"""{"alg":"{{Direct}}","enc":"{{Encryption}}","kid":"{{kid}}"}""", key, text);

    /// <summary>The name of the key that opens a text; null where it names none or is none.</summary>
    /// <param name="jwe">The text as it came.</param>
    public static string? KidOf(string jwe)
    {
        using var header = Header(jwe);
        return header is null ? null : JsonFields.Text(header.RootElement, "kid");
    }

    /// <summary>Opens what was encrypted to a reader.</summary>
    /// <param name="jwe">The text as it came.</param>
    /// <param name="key">The reader's private key.</param>
    /// <returns>What was encrypted; null where it does not open.</returns>
    public static byte[]? Open(string jwe, ECDiffieHellman key)
    {
        using var header = Header(jwe);
        if (
            header is null
            || JsonFields.Text(header.RootElement, "alg") != Agreement
            || !header.RootElement.TryGetProperty("epk", out var epk)
            || !PublicKey.TryRead(epk, out var once)
        )
        {
            return null;
        }

        using var peer = once.ToAgree();
        return Unseal(jwe, Agree(key, peer));
    }

    /// <summary>Opens what was encrypted under a shared key.</summary>
    /// <param name="jwe">The text as it came.</param>
    /// <param name="key">The key, of <see cref="KeyBytes"/> bytes.</param>
    /// <returns>What was encrypted; null where it does not open.</returns>
    public static byte[]? Open(string jwe, ReadOnlySpan<byte> key)
    {
        using var header = Header(jwe);
        return header is not null && JsonFields.Text(header.RootElement, "alg") == Direct
            ? Unseal(jwe, key)
            : null;
    }

    // Concat KDF of RFC 7518, section 4.6.2: one round of SHA-256 gives the 256 bits.
    private static byte[] Agree(ECDiffieHellman own, ECDiffieHellman peer)
    {
        Span<byte> info = stackalloc byte[4 + 7 + 4 + 4 + 4];
        BinaryPrimitives.WriteInt32BigEndian(info, Encryption.Length);
        Encoding.ASCII.GetBytes(Encryption, info[4..]);
        BinaryPrimitives.WriteInt32BigEndian(info[19..], KeyBytes * 8);
        return own.DeriveKeyFromHash(
            peer.PublicKey,
            HashAlgorithmName.SHA256,
            [0, 0, 0, 1],
            info.ToArray()
        );
    }

    private static string Seal(string header, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        var head = Base64UrlText.Of(Encoding.UTF8.GetBytes(header));
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Span<byte> tag = stackalloc byte[TagBytes];
        RandomNumberGenerator.Fill(nonce);
        var hidden = new byte[text.Length];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, text, hidden, tag, Encoding.ASCII.GetBytes(head));
        return $"{head}..{Base64UrlText.Of(nonce)}.{Base64UrlText.Of(hidden)}.{Base64UrlText.Of(tag)}";
    }

    private static byte[]? Unseal(string jwe, ReadOnlySpan<byte> key)
    {
        if (
            key.Length != KeyBytes
            || jwe.Split('.') is not [var head, "", var iv, var body, var mark]
            || !Base64UrlText.TryRead(iv, NonceBytes, out var nonce)
            || !Base64UrlText.TryRead(body, out var hidden)
            || !Base64UrlText.TryRead(mark, TagBytes, out var tag)
        )
        {
            return null;
        }

        var text = new byte[hidden.Length];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(nonce, hidden, tag, text, Encoding.ASCII.GetBytes(head));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static JsonDocument? Header(string jwe)
    {
        var end = jwe.IndexOf('.', StringComparison.Ordinal);
        if (end < 0 || !Base64UrlText.TryRead(jwe.AsSpan(0, end), out var json))
        {
            return null;
        }

        JsonDocument? header = null;
        try
        {
            header = JsonDocument.Parse(json, Strict);
            var fields = header.RootElement;
            if (
                fields.ValueKind == JsonValueKind.Object
                && JsonFields.Text(fields, "enc") == Encryption
                && !fields.TryGetProperty("crit", out _)
                && !fields.TryGetProperty("zip", out _)
            )
            {
                return header;
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // It is no header.
        }

        header?.Dispose();
        return null;
    }
}
