using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TableTap.Server.Connections;

/// <summary>
/// A listening port whose connections are bounded where they are accepted, and become connections of HTTP when they say their first word: one
/// that says nothing costs its socket, and no memory for requests. Owns the port and the connections that have said nothing. Thread-safe.
/// </summary>
internal sealed class BoundedListener : IConnectionListener
{
    private readonly ConnectionLimiter _limiter;
    private readonly Socket _port;
    private readonly SocketTransportOptions _options;
    private readonly SocketConnectionContextFactory _connections;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<ConnectionContext> _heard = Channel.CreateUnbounded<ConnectionContext>(
        new() { SingleReader = true }
    );

    // What the system cannot give now, for want of files or memory, is not asked for again at once.
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromMilliseconds(10);

    /// <summary>Begins to accept connections on a port that listens.</summary>
    /// <param name="limiter">Lets connections in.</param>
    /// <param name="port">A bound port that listens.</param>
    /// <param name="options">Kestrel's options of sockets.</param>
    /// <param name="logger">Where its connections log.</param>
    /// <param name="time">The clock.</param>
    public BoundedListener(
        ConnectionLimiter limiter,
        Socket port,
        SocketTransportOptions options,
        ILogger logger,
        TimeProvider time
    )
    {
        (_limiter, _port, _options, _time) = (limiter, port, options, time);
        EndPoint = port.LocalEndPoint!;
        _connections = new(
            new()
            {
                IOQueueCount = options.IOQueueCount,
                MaxReadBufferSize = options.MaxReadBufferSize,
                MaxWriteBufferSize = options.MaxWriteBufferSize,
                UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
                WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
            },
            logger
        );
        _ = AcceptAllAsync();
    }

    /// <inheritdoc />
    public EndPoint EndPoint { get; }

    /// <inheritdoc />
    public async ValueTask<ConnectionContext?> AcceptAsync(
        CancellationToken cancellationToken = default
    ) =>
        await _heard.Reader.WaitToReadAsync(cancellationToken)
        && _heard.Reader.TryRead(out var connection)
            ? connection
            : null;

    /// <inheritdoc />
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _closing.CancelAsync();
        _port.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _connections.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                if (await NextAsync() is { } socket)
                {
                    await AdmitAsync(socket);
                    // While many wait to be accepted this never waits by itself: everything else that the pool has to do takes its turn.
                    await Task.Yield();
                }
            }
        }
        finally
        {
            _heard.Writer.Complete();
        }
    }

    // Null where none came: it was reset before it was accepted, no files are left, or the port is closed.
    private async ValueTask<Socket?> NextAsync()
    {
        try
        {
            return await _port.AcceptAsync(_closing.Token);
        }
        catch (SocketException error) when (!_closing.IsCancellationRequested)
        {
            if (error.SocketErrorCode is not SocketError.ConnectionReset)
            {
                await Task.Delay(BetweenFailures, _time);
            }
        }
        catch (Exception error)
            when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is closed.
        }

        return null;
    }

    private async ValueTask AdmitAsync(Socket socket)
    {
        try
        {
            if (await _limiter.EnterAsync(socket) is { } slot)
            {
                new FirstWord(this, socket, slot).Await();
                return;
            }
        }
        catch (SocketException)
        {
            // It was reset before anybody saw where it comes from; whoever comes next is accepted all the same.
        }

        socket.Dispose();
    }

    private bool TryServe(Socket socket, TcpSlot slot)
    {
        if (EndPoint is IPEndPoint)
        {
            socket.NoDelay = _options.NoDelay;
        }

        var connection = _connections.Create(socket);
        slot.Begin(connection);
        return _heard.Writer.TryWrite(connection);
    }

    /// <summary>
    /// Waits for the first byte of a connection, without memory for it. What the framework would keep for this with the socket is not given
    /// back at once where the socket is closed meanwhile: that makes garbage collections long when strangers come and go by the thousand.
    /// </summary>
    private sealed class FirstWord(BoundedListener listener, Socket socket, TcpSlot slot)
        : SocketAsyncEventArgs(true)
    {
        public void Await()
        {
            try
            {
                SetBuffer(Memory<byte>.Empty);
                if (!socket.ReceiveAsync(this))
                {
                    OnCompleted(this);
                }
            }
            catch (ObjectDisposedException)
            {
                // It gave way to another one already.
                End(isServed: false);
            }
        }

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            var isServed = false;
            try
            {
                isServed =
                    SocketError is SocketError.Success
                    && socket.Available > 0
                    && listener.TryServe(socket, slot);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // It was cut, or its other end is gone: nobody waits for an answer.
            }

            End(isServed);
        }

        private void End(bool isServed)
        {
            Dispose();
            if (!isServed)
            {
                listener._limiter.Leave(slot);
                socket.Dispose();
            }
        }
    }
}
