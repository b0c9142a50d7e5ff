using TableTap.Testing;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Line;

/// <summary>
/// What a line makes of the bytes of a server: its answer to the upgrade as it is, and then frame by frame what
/// <see cref="LyingLine"/> lets pass. Not thread-safe.
/// </summary>
/// <param name="lie">The lie.</param>
internal sealed class AnswerStream(LyingLine lie)
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Upgraded = "HTTP/1.1 101 "u8.ToArray();
    private readonly ServerFrames _frames = new();
    private byte[] _head = [];
    private bool _isUpgraded;
    private bool _isPlain;

    /// <summary>Whether it takes from the server also what the client does not take.</summary>
    public bool TakesAll => _isUpgraded && lie.TakesAll;

    /// <summary>The bytes that go on to the client.</summary>
    /// <param name="bytes">What the server sent.</param>
    /// <param name="isStopped">Whether the client takes nothing now.</param>
    public ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes, bool isStopped)
    {
        if (_isPlain || lie.IsHonest)
        {
            return bytes;
        }

        if (_isUpgraded)
        {
            return Frames(bytes, isStopped);
        }

        _head = [.. _head, .. bytes.Span];
        var end = _head.AsSpan().IndexOf(HeadEnd) + HeadEnd.Length;
        if (end < HeadEnd.Length)
        {
            return default;
        }

        (_isUpgraded, _isPlain) = _head.AsSpan().StartsWith(Upgraded)
            ? (true, false)
            : (false, true);
        return _isPlain
            ? _head
            : (byte[])[.. _head[..end], .. Frames(_head.AsMemory(end), isStopped).Span];
    }

    private ReadOnlyMemory<byte> Frames(ReadOnlyMemory<byte> bytes, bool isStopped) =>
        _frames
            .Take(bytes.Span)
            .SelectMany(frame => lie.Pass(frame, isStopped))
            .SelectMany(frame => frame.Bytes.ToArray())
            .ToArray();
}
