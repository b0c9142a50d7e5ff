using System.Buffers.Binary;

namespace TableTap.Server.Tests.Sockets;

/// <summary>A frame as a client sends it, right or wrong (RFC 6455, section 5.2).</summary>
internal static class ClientFrame
{
    private static readonly byte[] Key = [0x37, 0xFA, 0x21, 0x3D];

    /// <summary>A frame of an opcode and a payload.</summary>
    /// <param name="opcode">The opcode: 0 goes on, 1 text, 2 binary, 8 close, 9 ping, 10 pong; others are reserved.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="final">Whether the message ends with it.</param>
    /// <param name="reserved">The three reserved bits.</param>
    /// <param name="masked">Whether it is masked, as a client's has to be.</param>
    public static byte[] Of(
        int opcode,
        ReadOnlySpan<byte> payload,
        bool final = true,
        int reserved = 0,
        bool masked = true
    )
    {
        var length = payload.Length switch
        {
            < 126 => new[] { (byte)payload.Length },
            <= ushort.MaxValue => [126, 0, 0],
            _ => [127, 0, 0, 0, 0, 0, 0, 0, 0],
        };
        if (length.Length == 3)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)payload.Length);
        }
        else if (length.Length == 9)
        {
            BinaryPrimitives.WriteUInt64BigEndian(length.AsSpan(1), (ulong)payload.Length);
        }

        length[0] |= (byte)(masked ? 0x80 : 0);
        var body = payload.ToArray();
        for (var i = 0; masked && i < body.Length; i++)
        {
            body[i] ^= Key[i % Key.Length];
        }

        var first = (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode);
        return [first, .. length, .. masked ? Key : [], .. body];
    }

    /// <summary>A close frame with a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="reason">The reason, as bytes.</param>
    public static byte[] Close(int code, params byte[] reason) =>
        Of(8, [(byte)(code >> 8), (byte)code, .. reason]);
}
