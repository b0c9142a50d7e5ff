using System.IO.Pipelines;
using System.Net.Sockets;

namespace TableTap.Server.Sockets;

/// <summary>
/// A plain TCP connection whose bytes are handed to the socket itself, in the moment in which they are written: no pipe and no other task stands
/// between. What the socket has no room for is sent when it has. Nobody else may write to the connection. One write at a time.
/// </summary>
internal sealed class DirectStream : Stream
{
    private readonly Socket _socket;
    private readonly PipeReader _received;
    private readonly Stream _input;

    /// <summary>Takes over a connection.</summary>
    /// <param name="socket">The connection's socket; owned by whoever accepted it, as is all else.</param>
    /// <param name="received">What was received.</param>
    public DirectStream(Socket socket, PipeReader received)
    {
        (_socket, _received, _input) = (socket, received, received.AsStream(leaveOpen: true));
        socket.Blocking = false;
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

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => _input.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc />
    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => _input.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc />
    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var sent = _socket.Send(buffer.Span, SocketFlags.None, out var error);
        return error is not (SocketError.Success or SocketError.WouldBlock)
                ? throw new IOException("The connection is gone.", new SocketException((int)error))
            : sent == buffer.Length ? ValueTask.CompletedTask
            : SendAsync(buffer[sent..], cancellationToken);
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

    /// <summary>Ends a read that waits; the connection ends with whoever accepted it.</summary>
    /// <param name="disposing">Always true.</param>
    protected override void Dispose(bool disposing)
    {
        _received.CancelPendingRead();
        base.Dispose(disposing);
    }

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> rest,
        CancellationToken cancellationToken
    )
    {
        while (!rest.IsEmpty)
        {
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
    }
}
