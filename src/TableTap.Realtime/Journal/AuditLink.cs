using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TableTap.Realtime.Journal;

/// <summary>
/// What makes a chain of audit lines: each line's hash covers the hash before it, so that nothing can be changed, taken out
/// or put in without every later hash being wrong (section 9).
/// </summary>
public static class AuditLink
{
    /// <summary>The length of a hash, in bytes: SHA-256.</summary>
    public const int Length = 32;

    private const int FirstBytes = 512;

    /// <summary>The most bytes that a part's length, the colon and the comma take.</summary>
    private const int MostAround = 12;

    private static readonly byte[] Zeros = new byte[Length];

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    /// <summary>What stands before the first line of a chain: zeros.</summary>
    public static ReadOnlyMemory<byte> Beginning => Zeros;

    /// <summary>
    /// The hash of a line: SHA-256 over the hash before it and the line's parts, each written as its length in bytes, a
    /// colon, its UTF-8 and a comma (<c>~,</c> for one that is not there), in the order chain, number, time
    /// (<see cref="Time"/>), actor, role, address, command, messageId, target, result, count, and the reason where there is one.
    /// </summary>
    /// <param name="previous">The hash before it; <see cref="Beginning"/> for the first line.</param>
    /// <param name="number">The line's number in its chain.</param>
    /// <param name="line">The line to hash.</param>
    public static byte[] Of(ReadOnlySpan<byte> previous, long number, AuditLine line)
    {
        var bytes = _bytes ??= new(FirstBytes);
        bytes.ResetWrittenCount();
        bytes.Write(previous);
        ReadOnlySpan<string?> parts =
        [
            line.Chain,
            number.ToString(CultureInfo.InvariantCulture),
            Time(line.At),
            line.Actor,
            line.Role,
            line.Address,
            line.Command,
            line.MessageId,
            line.Target,
            line.Result,
            line.Count.ToString(CultureInfo.InvariantCulture),
            line.Reason,
        ];
        // Lines of before there were reasons keep their hash.
        foreach (var part in line.Reason is null ? parts[..^1] : parts)
        {
            if (part is null)
            {
                bytes.Write("~,"u8);
                continue;
            }

            var length = Encoding.UTF8.GetByteCount(part);
            var room = bytes.GetSpan(length + MostAround);
            Utf8Formatter.TryFormat(length, room, out var at);
            room[at++] = (byte)':';
            at += Encoding.UTF8.GetBytes(part, room[at..]);
            room[at++] = (byte)',';
            bytes.Advance(at);
        }

        return SHA256.HashData(bytes.WrittenSpan);
    }

    /// <summary>A time as it is hashed and exported: RFC 3339, UTC, seven places.</summary>
    /// <param name="at">The time to write, in any offset.</param>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
