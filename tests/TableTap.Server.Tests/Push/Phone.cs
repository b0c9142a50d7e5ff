using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TableTap.Server.Tests.Push;

/// <summary>
/// The browser of a guest's phone: it has a key pair and a secret, gives a subscription, and reads what only it can read. Written by
/// RFC 8291 and RFC 8188 alone, with nothing of what the server encrypts with.
/// </summary>
internal sealed class Phone : IDisposable
{
    private const int SaltLength = 16;
    private const int LengthAt = 20;
    private const int TagLength = 16;
    private readonly ECDiffieHellman _pair;
    private readonly byte[] _secret;
    private readonly byte[] _public;

    public Phone()
        : this(
            ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256),
            RandomNumberGenerator.GetBytes(16)
        ) { }

    public Phone(ECDiffieHellman pair, byte[] secret)
    {
        (_pair, _secret) = (pair, secret);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        _public = [0x04, .. point.X!, .. point.Y!];
    }

    public string Key => Base64Url.EncodeToString(_public);

    public string Secret => Base64Url.EncodeToString(_secret);

    /// <summary>What its browser writes of its subscription; a field that only browsers know is there, too.</summary>
    /// <param name="address">The address at its push service.</param>
    public string Subscription(string address) =>
        $$"""{"endpoint":"{{address}}","expirationTime":null,"keys":{"p256dh":"{{Key}}","auth":"{{Secret}}"} }""";

    /// <summary>Reads a message of one record.</summary>
    /// <param name="body">The body as the push service got it.</param>
    /// <exception cref="CryptographicException">It is not for this phone, or was changed.</exception>
    public string Read(ReadOnlySpan<byte> body)
    {
        var salt = body[..SaltLength];
        var recordSize = BinaryPrimitives.ReadUInt32BigEndian(body[SaltLength..]);
        var senderEnd = LengthAt + 1 + body[LengthAt];
        var sender = body[(LengthAt + 1)..senderEnd];
        var record = body[senderEnd..];
        Assert.True(record.Length <= recordSize);

        using var other = ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = sender[1..33].ToArray(), Y = sender[33..].ToArray() },
            }
        );
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _pair.DeriveRawSecretAgreement(other.PublicKey),
            32,
            _secret,
            [.. "WebPush: info\0"u8, .. _public, .. sender]
        );
        using var cipher = new AesGcm(
            Derive(key, salt, 16, "Content-Encoding: aes128gcm\0"u8),
            TagLength
        );
        var plain = new byte[record.Length - TagLength];
        cipher.Decrypt(
            Derive(key, salt, 12, "Content-Encoding: nonce\0"u8),
            record[..^TagLength],
            record[^TagLength..],
            plain
        );

        // The last record ends in a 2, and then in as many zeros as its sender likes.
        var end = plain.AsSpan().TrimEnd((byte)0);
        Assert.Equal(2, end[^1]);
        return Encoding.UTF8.GetString(end[..^1]);
    }

    public void Dispose() => _pair.Dispose();

    private static byte[] Derive(
        byte[] key,
        ReadOnlySpan<byte> salt,
        int length,
        ReadOnlySpan<byte> info
    ) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, salt.ToArray(), info.ToArray());
}
