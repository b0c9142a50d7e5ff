using System.Threading.Channels;

namespace TableTap.Realtime.Sending;

/// <summary>Which way a frame goes.</summary>
public enum WatchedDirection
{
    /// <summary>The client sent it.</summary>
    In,

    /// <summary>The server sends it.</summary>
    Out,
}

/// <summary>A frame of a connection that is watched.</summary>
/// <param name="Direction">Which way it goes.</param>
/// <param name="At">When it was read, or given to the outbox.</param>
/// <param name="Frame">What it says, as it is.</param>
/// <param name="Skipped">How many before it were left out, because whoever watches did not keep up.</param>
internal readonly record struct TappedFrame(
    WatchedDirection Direction,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Frame,
    int Skipped
);

/// <summary>
/// Takes a copy of each frame of a connection, for somebody who watches it. Never waits and never grows: what whoever watches has no time
/// for is left out, so that the connection itself is as quick as without. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ConnectionTap(TimeProvider time)
{
    private const int MostFrames = 256;
    private const int MostBytes = 1024 * 1024;

    private readonly Channel<TappedFrame> _frames = Channel.CreateBounded<TappedFrame>(
        new BoundedChannelOptions(MostFrames) { SingleReader = true }
    );
    private int _bytes;
    private int _skipped;

    /// <summary>The frames, until the connection is over.</summary>
    public ChannelReader<TappedFrame> Frames => _frames.Reader;

    /// <summary>The client sent a frame, whose buffer is lent.</summary>
    public void Received(ReadOnlySpan<byte> frame)
    {
        if (HasRoom(frame.Length))
        {
            Add(WatchedDirection.In, frame.ToArray());
        }
    }

    /// <summary>Something was given to the outbox.</summary>
    public void Sent(in OutboxEntry entry)
    {
        // What is framed already and is no message is the line's own: pings, the close.
        if (entry is { Kind: EntryKind.Framed, Message: null })
        {
            return;
        }

        var frame = entry.Message?.Frame ?? entry.Bytes;
        if (HasRoom(frame.Length))
        {
            Add(WatchedDirection.Out, frame);
        }
    }

    /// <summary>A frame was taken; there is room for others.</summary>
    public void Taken(in TappedFrame frame) => Interlocked.Add(ref _bytes, -frame.Frame.Length);

    /// <summary>The connection is over.</summary>
    public void End() => _frames.Writer.TryComplete();

    private bool HasRoom(int length)
    {
        if (Interlocked.Add(ref _bytes, length) <= MostBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -length);
        Interlocked.Increment(ref _skipped);
        return false;
    }

    private void Add(WatchedDirection direction, ReadOnlyMemory<byte> frame)
    {
        var skipped = Interlocked.Exchange(ref _skipped, 0);
        if (!_frames.Writer.TryWrite(new(direction, time.GetUtcNow(), frame, skipped)))
        {
            Interlocked.Add(ref _bytes, -frame.Length);
            Interlocked.Add(ref _skipped, skipped + 1);
        }
    }
}
