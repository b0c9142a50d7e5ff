using System.Buffers.Binary;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>A client's end without a WebSocket: sees pings as they come, and answers only what the test answers (RFC 6455, section 5).</summary>
/// <param name="stream">The client's end.</param>
internal sealed class BareFrames(Stream stream)
{
    public const byte Text = 1;
    public const byte Close = 8;
    public const byte Ping = 9;

    // Masked, as a client's frames are, with a key of zeros; no payload.
    private static readonly byte[] Pong = [0x8A, 0x80, 0, 0, 0, 0];

    /// <summary>The opcode and the payload of the server's next frame.</summary>
    public async Task<(byte Opcode, byte[] Payload)> ReadAsync()
    {
        var header = await TakeAsync(2);
        var length = header[1] switch
        {
            < 126 => header[1],
            126 => BinaryPrimitives.ReadUInt16BigEndian(await TakeAsync(2)),
            _ => checked((int)BinaryPrimitives.ReadUInt64BigEndian(await TakeAsync(8))),
        };
        return ((byte)(header[0] & 0x0F), await TakeAsync(length));
    }

    public async Task PongAsync() => await stream.WriteAsync(Pong);

    private async Task<byte[]> TakeAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().Soon();
        return bytes;
    }
}
