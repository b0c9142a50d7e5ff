using System.Net.WebSockets;
using TableTap.Client.Contract;

namespace TableTap.Client.Socket;

/// <summary>One WebSocket: whole text frames both ways. One reader; any number of writers.</summary>
/// <param name="socket">An open socket; owned.</param>
/// <param name="number">Which of the client's sockets it is, counted from 1.</param>
/// <param name="options">The frame limit and the tap.</param>
internal sealed class FrameSocket(WebSocket socket, int number, TableTapClientOptions options)
    : IDisposable
{
    // Never disposed: a late writer may still hold it, and it has no handle to free.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _sending = new(1, 1);
#pragma warning restore CA2213
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>Which of the client's sockets it is.</summary>
    public int Number { get; } = number;

    /// <summary>The server's close code, once it closed.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    /// <summary>The server's words about its close code.</summary>
    public string? CloseReason => socket.CloseStatusDescription;

    /// <summary>Writes one text frame to the socket, after those that are being written.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone; the frame may or may not have arrived.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            options.FrameTap?.Invoke(FrameDirection.Sent, Number, frame.Span);
            // Cancelling half a frame would cost the socket: only its end stops a frame.
            await socket.SendAsync(
                frame,
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
        }
        catch (Exception broken) when (IsLoss(broken) || broken is OperationCanceledException)
        {
            throw new ConnectionLostException(broken.Message, broken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads the next frame, valid until the next call; null when the server closed.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone, or the frame is none that a server sends.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                if (part.MessageType == WebSocketMessageType.Binary)
                {
                    throw new ConnectionLostException("the server sent a binary frame");
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    var frame = _buffer.AsMemory(0, length);
                    options.FrameTap?.Invoke(FrameDirection.Received, Number, frame.Span);
                    return frame;
                }

                Grow(length);
            }
        }
        catch (Exception broken)
            when (IsLoss(broken)
                || (
                    broken is OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            )
        {
            // An aborted socket cancels what it was about, whatever token that had.
            throw new ConnectionLostException(broken.Message, broken);
        }
    }

    /// <summary>Says goodbye; does not wait for the answer.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.CloseOutputAsync(
                WebSocketCloseStatus.NormalClosure,
                statusDescription: null,
                cancellationToken
            );
        }
        catch (Exception broken) when (IsLoss(broken) || broken is OperationCanceledException)
        {
            throw new ConnectionLostException(broken.Message, broken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Drops the socket without a goodbye.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();

    private static bool IsLoss(Exception broken) =>
        broken
            is WebSocketException
                or IOException
                or ObjectDisposedException
                or InvalidOperationException;

    private void Grow(int length)
    {
        if (length < _buffer.Length)
        {
            return;
        }

        if (length >= options.MaxFrameBytes)
        {
            throw new ConnectionLostException(
                $"the server sent a frame of more than {options.MaxFrameBytes} bytes"
            );
        }

        Array.Resize(ref _buffer, Math.Min(options.MaxFrameBytes, length * 2));
    }
}
