using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using TableTap.Testing;
using TableTap.Testing.Defects;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>
/// A connection on the schedule's thread: the server's transport, which takes bytes until the client stalls and a window
/// is full, and the server's WebSocket, which gives what the client sends. The client reads whole frames as they come.
/// </summary>
/// <param name="scheduler">The thread.</param>
/// <param name="time">The clock.</param>
/// <param name="window">Bytes taken while the client stalls.</param>
/// <param name="lie">What becomes of the server's frames on the way.</param>
/// <param name="heard">Takes each text frame, with when the server wrote it.</param>
/// <param name="closed">Takes the server's close code.</param>
internal sealed class SimLine(
    SeededScheduler scheduler,
    TimeProvider time,
    int window,
    LyingLine lie,
    Action<ReadOnlyMemory<byte>, DateTimeOffset> heard,
    Action<int, string> closed
)
{
    private readonly Queue<byte[]?> _inbound = [];
    private readonly Queue<(ServerFrame Frame, DateTimeOffset At)> _held = [];
    private readonly ServerFrames _frames = new();
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _room;
    private int _heldBytes;

    public bool IsDown { get; private set; }

    public bool IsStalled { get; private set; }

    /// <summary>The longest that the transport took no byte of what it was given.</summary>
    public TimeSpan LongestWait { get; private set; }

    public Stream Transport => new ServerEnd(this);

    public WebSocket Socket => new ServerSocket(this);

    public void Send(string frame)
    {
        _inbound.Enqueue(Encoding.UTF8.GetBytes(frame));
        Wake(ref _arrived);
    }

    public void Stall() => IsStalled = true;

    public void Resume()
    {
        IsStalled = false;
        while (_held.TryDequeue(out var held))
        {
            _heldBytes -= held.Frame.Bytes.Length;
            Read(held.Frame, held.At);
        }

        Wake(ref _room);
    }

    /// <summary>The connection is gone, without a word.</summary>
    public void Drop()
    {
        IsDown = true;
        Wake(ref _arrived);
        Wake(ref _room);
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        waiting?.TrySetResult();
        waiting = null;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        var at = time.GetUtcNow();
        await scheduler.PauseAsync(1);
        while (!IsDown && !lie.TakesAll && IsFull(bytes.Length))
        {
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _room.Task;
        }

        if (IsDown)
        {
            throw new IOException("The line is down.");
        }

        var waited = time.GetUtcNow() - at;
        LongestWait = waited > LongestWait ? waited : LongestWait;
        foreach (var sent in _frames.Take(bytes.Span))
        {
            foreach (var frame in lie.Pass(sent, IsFull(sent.Bytes.Length)))
            {
                if (IsStalled)
                {
                    _held.Enqueue((frame, at));
                    _heldBytes += frame.Bytes.Length;
                }
                else
                {
                    Read(frame, at);
                }
            }
        }
    }

    private bool IsFull(int more) => IsStalled && _heldBytes + more > window;

    private void Read(ServerFrame frame, DateTimeOffset at)
    {
        if (IsDown)
        {
            return;
        }

        if (frame.IsClose)
        {
            closed(
                BinaryPrimitives.ReadUInt16BigEndian(frame.Payload.Span),
                Encoding.ASCII.GetString(frame.Payload.Span[2..])
            );
            _inbound.Enqueue(null);
            Wake(ref _arrived);
        }
        else if (frame.IsText)
        {
            heard(frame.Payload, at);
        }
    }

    private async ValueTask<ValueWebSocketReceiveResult> GiveAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        while (_inbound.Count == 0)
        {
            if (IsDown)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            }

            var arrived = _arrived ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(() => arrived.TrySetCanceled(cancellationToken)))
            {
                await arrived.Task;
            }
        }

        if (_inbound.Peek() is not { } frame)
        {
            return new(0, WebSocketMessageType.Close, endOfMessage: true);
        }

        if (buffer.Length == 0)
        {
            return new(0, WebSocketMessageType.Text, endOfMessage: false);
        }

        frame.CopyTo(buffer);
        _inbound.Dequeue();
        return new(frame.Length, WebSocketMessageType.Text, endOfMessage: true);
    }

    private sealed class ServerEnd(SimLine line) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => line.TakeAsync(buffer);

        // Only lingered on: the client has closed with its close frame.
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => ValueTask.FromResult(0);

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            line.Drop();
            base.Dispose(disposing);
        }
    }

    private sealed class ServerSocket(SimLine line) : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => null;
        public override string? CloseStatusDescription => null;
        public override WebSocketState State => WebSocketState.Open;
        public override string? SubProtocol => null;

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken
        ) => line.GiveAsync(buffer, cancellationToken);

        public override void Abort() => line.Drop();

        public override void Dispose() { }

        public override Task CloseAsync(
            WebSocketCloseStatus closeStatus,
            string? statusDescription,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus,
            string? statusDescription,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public override Task<WebSocketReceiveResult> ReceiveAsync(
            ArraySegment<byte> buffer,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer,
            WebSocketMessageType messageType,
            bool endOfMessage,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
