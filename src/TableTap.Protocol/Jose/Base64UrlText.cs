using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace TableTap.Protocol.Jose;

/// <summary>Bytes as base64url without padding (RFC 7515, section 2), of which each value has one spelling only.</summary>
internal static class Base64UrlText
{
    /// <summary>The text for some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Reads the one spelling of some bytes: no padding, no space, no stray bits at the end.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        var room = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (
            !Base64Url.TryDecodeFromChars(text, room, out var length)
            || !text.SequenceEqual(Of(room.AsSpan(0, length)))
        )
        {
            return false;
        }

        bytes = room[..length];
        return true;
    }

    /// <summary>Reads the one spelling of exactly so many bytes.</summary>
    public static bool TryRead(
        ReadOnlySpan<char> text,
        int length,
        [NotNullWhen(true)] out byte[]? bytes
    ) => TryRead(text, out bytes) && bytes.Length == length;
}
