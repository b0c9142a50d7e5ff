using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace TableTap.Faults.Clients;

/// <summary>A WebSocket of a light client: little memory, frames as bytes, no help. One reader; senders take turns.</summary>
internal sealed class WireSocket(Socket socket, WebSocket web) : IDisposable
{
    private const int FirstBuffer = 2048;
    private const int KeptBuffer = 64 * 1024;
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private readonly Socket _socket = socket;
    private readonly WebSocket _web = web;
    private readonly SemaphoreSlim _turn = new(1);
    private byte[] _buffer = new byte[FirstBuffer];

    /// <summary>Why the server closed; null while it has not.</summary>
    public int? CloseCode => (int?)_web.CloseStatus;

    /// <summary>This side's port.</summary>
    public int Port { get; } = ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>Connects and upgrades.</summary>
    /// <exception cref="IOException">The other side gave something else than an upgrade, or ended.</exception>
    public static async Task<WireSocket> DialAsync(
        IPEndPoint door,
        string token,
        CancellationToken stop
    )
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        try
        {
            await socket.ConnectAsync(door, stop);
            var request = Encoding.ASCII.GetBytes(
                $"GET /v1 HTTP/1.1\r\nHost: {door}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                    + $"Authorization: Bearer {token}\r\n\r\n"
            );
            await socket.SendAsync(request, stop);
            var leftover = await ReadHeadAsync(socket, stop);
            return new(
                socket,
                WebSocket.CreateFromStream(
                    new LeftoverStream(socket, leftover),
                    new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero }
                )
            );
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <param name="frame">Its text.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            await _web.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The next frame, good until the next call; null when the server closed.</summary>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken stop)
    {
        if (_buffer.Length > KeptBuffer)
        {
            _buffer = new byte[FirstBuffer];
        }

        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }

            var part = await _web.ReceiveAsync(_buffer.AsMemory(length), stop);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }
        }
    }

    /// <summary>Leaves with a reset, as a phone without a network does.</summary>
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        _web.Abort();
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort();
        _web.Dispose();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadHeadAsync(
        Socket socket,
        CancellationToken stop
    )
    {
        var head = new byte[4096];
        var length = 0;
        while (length < head.Length)
        {
            var read = await socket.ReceiveAsync(head.AsMemory(length), stop);
            if (read == 0)
            {
                throw new IOException("The server ended before it answered.");
            }

            length += read;
            var end = head.AsSpan(0, length).IndexOf(HeadEnd);
            if (end >= 0)
            {
                return head.AsSpan().StartsWith("HTTP/1.1 101 "u8)
                    ? head.AsMemory((end + HeadEnd.Length)..length)
                    : throw new IOException(Encoding.ASCII.GetString(head, 0, Math.Min(end, 60)));
            }
        }

        throw new IOException("The answer has no end.");
    }
}
