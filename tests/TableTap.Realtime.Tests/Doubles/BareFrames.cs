using TableTap.Testing;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>A client's end without a WebSocket: sees pings as they come, and answers only what the test answers (RFC 6455, section 5).</summary>
/// <param name="stream">The client's end.</param>
internal sealed class BareFrames(Stream stream)
{
    // Masked, as a client's frames are, with a key of zeros; no payload.
    private static readonly byte[] Pong = [0x8A, 0x80, 0, 0, 0, 0];
    private readonly ServerFrames _frames = new();
    private readonly Queue<ServerFrame> _read = new();
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>The server's next frame.</summary>
    public async Task<ServerFrame> ReadAsync()
    {
        ServerFrame? frame;
        while (!_read.TryDequeue(out frame))
        {
            var read = await stream.ReadAsync(_buffer).AsTask().Soon();
            Assert.True(read > 0, "The line ended before the frame came.");
            foreach (var one in _frames.Take(_buffer.AsSpan(0, read)))
            {
                _read.Enqueue(one);
            }
        }

        return frame;
    }

    public async Task PongAsync() => await stream.WriteAsync(Pong);
}
