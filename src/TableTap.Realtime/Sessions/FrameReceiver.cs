using System.Buffers;
using System.Net.WebSockets;

namespace TableTap.Realtime.Sessions;

/// <summary>What the server received from a client's socket.</summary>
internal enum InboundFrameKind
{
    /// <summary>A whole text message.</summary>
    Message,

    /// <summary>A binary frame came, which the protocol does not have.</summary>
    Binary,

    /// <summary>More than a message may have.</summary>
    TooBig,

    /// <summary>The client sent a close frame.</summary>
    Closed,
}

/// <summary>
/// Reads whole messages from a WebSocket. Waits without a buffer; the buffer of a message is lent and goes back before the
/// next wait. Not thread-safe.
/// </summary>
/// <param name="socket">The server's end.</param>
/// <param name="maxBytes">The largest message.</param>
internal sealed class FrameReceiver(WebSocket socket, int maxBytes) : IDisposable
{
    private const int FirstSize = 4096;
    private byte[] _buffer = [];
    private int _length;
    private bool _isRefused;

    /// <summary>The last message; valid until the next wait.</summary>
    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(0, _length);

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Cuts the connection.</param>
    public async ValueTask<InboundFrameKind> ReceiveAsync(CancellationToken cancellationToken)
    {
        GiveBack();
        if (_isRefused && !await SkipAsync(cancellationToken))
        {
            return InboundFrameKind.Closed;
        }

        var part = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        while (true)
        {
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return InboundFrameKind.Closed;
            }

            _length += part.Count;
            if (part.MessageType == WebSocketMessageType.Binary || _length > maxBytes)
            {
                _isRefused = !part.EndOfMessage;
                return part.MessageType == WebSocketMessageType.Binary
                    ? InboundFrameKind.Binary
                    : InboundFrameKind.TooBig;
            }

            if (part.EndOfMessage)
            {
                return InboundFrameKind.Message;
            }

            MakeRoom();
            part = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken);
        }
    }

    public void Dispose() => GiveBack();

    // Reads the rest of a refused message away: behind it the other side's close may stand.
    private async ValueTask<bool> SkipAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            if (part.EndOfMessage)
            {
                _isRefused = false;
                GiveBack();
                return true;
            }
        }
    }

    private void MakeRoom()
    {
        if (_length < _buffer.Length)
        {
            return;
        }

        // One byte more than allowed is enough to see that a message is too big.
        var size = Math.Min(Math.Max(FirstSize, _buffer.Length * 2), maxBytes + 1);
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Message.Span.CopyTo(larger);
        var length = _length;
        GiveBack();
        (_buffer, _length) = (larger, length);
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _length) = ([], 0);
    }
}
