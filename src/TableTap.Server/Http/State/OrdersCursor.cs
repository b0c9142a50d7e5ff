using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>
/// A cursor: the place of the last order of a page, so that what is ordered meanwhile moves nothing. It carries no rights; every page
/// is read with those of its caller.
/// </summary>
internal static class OrdersCursor
{
    private const byte Form = 1;
    private const int Head = 1 + sizeof(long);

    /// <summary>The cursor of a place.</summary>
    public static string Write(IndexPlace place)
    {
        var bytes = new byte[Head + place.Subject.Length];
        bytes[0] = Form;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), place.At.UtcTicks);
        Encoding.ASCII.GetBytes(place.Subject, bytes.AsSpan(Head));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place of a cursor; null for anything that is none.</summary>
    public static IndexPlace? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Head + Identifier.MaxLength];
        if (
            cursor.Length > Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(cursor, out _)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            || length <= Head
            || bytes[0] != Form
        )
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        var subject = bytes[Head..length];
        return
            ticks >= DateTimeOffset.MinValue.Ticks
            && ticks <= DateTimeOffset.MaxValue.Ticks
            && Identifier.IsValid(subject)
            ? new(new DateTimeOffset(ticks, TimeSpan.Zero), Encoding.ASCII.GetString(subject))
            : null;
    }
}
