using System.Buffers;
using System.Security.Cryptography;

namespace TableTap.Cafes.Answers;

/// <summary>What tells one command from another under the same id: SHA-256 of its type and its payload (section 4).</summary>
internal static class CommandFingerprint
{
    /// <summary>The length of every fingerprint.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    public static byte[] Of(ReadOnlyMemory<byte> type, ReadOnlyMemory<byte> canonical)
    {
        var length = type.Length + 1 + canonical.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        type.Span.CopyTo(rented);
        rented[type.Length] = (byte)'\n';
        canonical.Span.CopyTo(rented.AsSpan(type.Length + 1));
        var hash = SHA256.HashData(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
