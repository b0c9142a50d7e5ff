using System.Buffers.Binary;
using System.Security.Cryptography;
using TableTap.Ordering.Decisions;

namespace TableTap.Cafes.Announcements;

/// <summary>New ids: the one place that makes them (section 2). Thread-safe.</summary>
/// <param name="time">The time in the ids.</param>
public sealed class IdGenerator(TimeProvider time)
{
    private const int Length = 16;
    private const int MomentBytes = 6;
    private const int Version7 = 0x7000;
    private const int Parts = 0x1000;

    /// <summary>Random bytes are drawn for a hundred ids at once: asking the system for those of one takes longer than all the rest.</summary>
    private const int DrawnAtOnce = 1000;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    /// <summary>What a decision draws ids and numbers from.</summary>
    public DecisionSources Source { get; } =
        new(() => Next(time).ToString(), RandomNumberGenerator.GetInt32);

    /// <summary>A channel message's id: <c>msg_</c> and a UUIDv7 without hyphens.</summary>
    public string NewMessageId() => $"msg_{Next(time):N}";

    /// <summary>Makes a new UUIDv7, which sorts by the time it was made.</summary>
    public string NewId() => Next(time).ToString();

    private static Guid Next(TimeProvider time)
    {
        Span<byte> id = stackalloc byte[Length];
        Draw(id[MomentBytes..]);
        var now = time.GetUtcNow();
        Span<byte> moment = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, now.ToUnixTimeMilliseconds());
        moment[^MomentBytes..].CopyTo(id);

        // RFC 9562, sections 5.7 and 6.2 (method 3): the version, a part of the millisecond, by which ids of one sort, and the variant.
        var part = now.Ticks % TimeSpan.TicksPerMillisecond * Parts / TimeSpan.TicksPerMillisecond;
        BinaryPrimitives.WriteUInt16BigEndian(id[MomentBytes..], (ushort)(Version7 | part));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new(id, bigEndian: true);
    }

    private static void Draw(Span<byte> random)
    {
        var drawn = _drawn ??= new byte[DrawnAtOnce];
        if (_left < random.Length)
        {
            RandomNumberGenerator.Fill(drawn);
            _left = drawn.Length;
        }

        _left -= random.Length;
        drawn.AsSpan(_left, random.Length).CopyTo(random);
    }
}
