using TableTap.Realtime.Hub;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Sending;

/// <summary>
/// The raw stream of an upgraded connection. The WebSocket made over it reads from it and answers pings and errors
/// through it; all that it writes goes through the connection's outbox, so that it never comes between the parts of
/// another frame. Made by <see cref="RealtimeHub.Wrap"/>; owns the raw stream.
/// </summary>
public sealed class SocketStream : Stream
{
    // Many small reads are not worth a timer each.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private readonly Stream _transport;
    private readonly TimeProvider _time;
    private readonly Pace _bytes;
    private readonly RealtimeMetrics _metrics;
    private long _bytesAt;
    private long _lastHeard;
    private long _received;
    private bool _isCloseRead;

    internal SocketStream(
        Stream transport,
        OutboxBudget budget,
        int limit,
        Pace bytes,
        TimeProvider time,
        RealtimeMetrics metrics
    )
    {
        (_transport, _bytes, _time, _metrics) = (transport, bytes, time, metrics);
        _lastHeard = time.GetTimestamp();
        Outbox = new(transport, budget, limit, time, SocketFraming.Instance, metrics);
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal Outbox Outbox { get; }

    /// <summary>Bytes that came so far.</summary>
    internal long Received => Volatile.Read(ref _received);

    /// <summary>Gives the budget of pings, which the WebSocket answers by itself; null while nobody has been let in.</summary>
    internal Func<FramePace>? Pings { get; set; }

    /// <summary>Whether <see cref="Cut"/> ends a read that waits.</summary>
    internal bool CutEndsReads { get; init; }

    /// <summary>For how long the client has sent no byte: pings and pongs of the WebSocket itself are signs of life.</summary>
    internal TimeSpan SilentFor => _time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>Does not count a time in which the server stood still.</summary>
    internal void Excuse(TimeSpan frozen)
    {
        var heard = Volatile.Read(ref _lastHeard);
        var excused = heard + (long)(frozen.TotalSeconds * _time.TimestampFrequency);
        Interlocked.CompareExchange(ref _lastHeard, Math.Min(excused, _time.GetTimestamp()), heard);
        Outbox.Excuse();
    }

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) =>
        // Who waits for the first byte holds nothing here; what is read then is heard.
        buffer.IsEmpty
            ? _transport.ReadAsync(buffer, cancellationToken)
            : HearAsync(buffer, cancellationToken);

    private async ValueTask<int> HearAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await _transport.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            _received += read;
            _metrics.Received(read);
            _isCloseRead = CloseTail.IsIn(buffer.Span[..read]);
            // More bytes than all limits together allow: control frames that nothing else counts. They wait in the socket.
            var wait = _bytes.Pass(read, ref _bytesAt, _time);
            if (wait >= ShortestPause)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }
        }

        return read;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (Pings is { } pings && FrameHeader.IsPong(buffer.Span))
        {
            await pings().PassAsync(cancellationToken);
        }

        // The WebSocket uses its buffer again; whole control frames are small.
        Outbox.Append(EntryKind.Framed, buffer.ToArray());
        Outbox.Flush();

        // Somebody who sends pings and takes no pongs has to wait. And a WebSocket that closes over a broken rule gives up
        // its stream at once: the close frame has to have left before.
        if (Outbox.IsFull || FrameHeader.IsClose(buffer.Span))
        {
            await Outbox.EmptyAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public override void Flush() { }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <summary>
    /// Reads on, and away, until the other side has answered the close or is gone: a connection that ends with bytes unread is reset, and a
    /// reset overtakes the close frame. Once both close frames are seen, the server is the one that ends TCP (RFC 6455, section 7.1.1).
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for the other side.</param>
    internal async Task LingerAsync(CancellationToken cancellationToken)
    {
        var away = new byte[512];
        while (!_isCloseRead && await ReadAsync(away, cancellationToken) > 0) { }
    }

    /// <summary>
    /// Ends the connection, whatever waits. Disposing the stream does not: a WebSocket disposes it in the moment it gives
    /// up, when its close frame is still on the way.
    /// </summary>
    internal void Cut()
    {
        Outbox.Break();
        _transport.Dispose();
    }
}
