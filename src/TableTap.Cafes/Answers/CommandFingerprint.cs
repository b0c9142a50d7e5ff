using System.Security.Cryptography;

namespace TableTap.Cafes.Answers;

/// <summary>What tells one command from another under the same id: SHA-256 of its type and its payload (section 4).</summary>
internal static class CommandFingerprint
{
    /// <summary>The length of every fingerprint.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    public static byte[] Of(ReadOnlyMemory<byte> type, ReadOnlyMemory<byte> canonical)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(type.Span);
        hash.AppendData("\n"u8);
        hash.AppendData(canonical.Span);
        return hash.GetHashAndReset();
    }
}
