using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Load.Target;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Load.Sockets;

/// <summary>Takes a frame that a socket received; the bytes are valid until it returns.</summary>
/// <param name="frame">The whole frame.</param>
internal delegate void FrameHandler(ReadOnlySpan<byte> frame);

/// <summary>One client of the load: a socket that does as little as possible itself. One reader, any number of writers.</summary>
internal sealed class LoadSocket : IAsyncDisposable
{
    private const int FirstBuffer = 4 * 1024;
    private readonly ClientWebSocket _socket = new();

    // Never disposed: a late writer may still hold it, and it has no handle to free.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _sending = new(1, 1);
#pragma warning restore CA2213
    private readonly TimeProvider _time;
    private byte[] _buffer = new byte[FirstBuffer];
    private Task _reading = Task.CompletedTask;

    private LoadSocket(TimeProvider time)
    {
        _time = time;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>Whether frames still come.</summary>
    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>Connects, and waits until the server greets.</summary>
    /// <param name="target">The server.</param>
    /// <param name="connections">What opens connections; shared by all sockets.</param>
    /// <param name="userId">The id of the user who connects.</param>
    /// <param name="role">The role of the user.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="SocketRefusedException">The server did not take the connection.</exception>
    public static async Task<LoadSocket> OpenAsync(
        LoadTarget target,
        HttpMessageInvoker connections,
        string userId,
        Role role,
        CancellationToken cancellationToken
    )
    {
        var socket = new LoadSocket(target.Time);
        try
        {
            var token = await target.Tokens(userId, role, cancellationToken);
            socket._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            await socket._socket.ConnectAsync(target.SocketUrl, connections, cancellationToken);
            await socket.AwaitAsync("connection_established", static _ => { }, cancellationToken);
            return socket;
        }
        catch (WebSocketException refused)
        {
            await socket.DisposeAsync();
            throw new SocketRefusedException("no connection", refused);
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Subscribes to channels and waits for the answer.</summary>
    /// <param name="channels">The names of the channels.</param>
    /// <param name="handler">Takes messages that come before the answer.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>For each channel the sequence after which it is heard.</returns>
    /// <exception cref="SocketRefusedException">Not all channels may be heard.</exception>
    public async Task<IReadOnlyDictionary<string, long>> SubscribeAsync(
        IReadOnlyList<string> channels,
        FrameHandler handler,
        CancellationToken cancellationToken
    )
    {
        await SendAsync(
            "subscribe",
            new Subscribe([.. channels.Select(name => new ChannelRequest(name))]),
            messageId: null
        );
        var answer = await AwaitAsync("subscription_confirmed", handler, cancellationToken);
        var confirmed = JsonSerializer.Deserialize(
            answer.Span,
            ProtocolJson.Default.SubscriptionConfirmed
        )!;
        return confirmed.Failed.Count == 0
            ? confirmed.Positions
            : throw new SocketRefusedException(
                $"{confirmed.Failed[0].Channel} may not be heard: {confirmed.Failed[0].Reason}"
            );
    }

    /// <summary>Asks for what a channel told after a position, and for what comes next; the answers go to whoever listens.</summary>
    /// <param name="channel">The name of the channel.</param>
    /// <param name="after">The last sequence that is known.</param>
    public Task<bool> ReconnectAsync(string channel, long after) =>
        SendAsync(
            "reconnect",
            new Reconnect(
                [channel],
                Positions: new Dictionary<string, long>(StringComparer.Ordinal)
                {
                    [channel] = after,
                }
            ),
            messageId: null
        );

    /// <summary>Hands on what comes from now on, until the socket ends.</summary>
    /// <param name="handler">Takes each frame.</param>
    public void Listen(FrameHandler handler) => _reading = ReadAllAsync(handler);

    /// <summary>Sends a message to the server.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="type">The type of the message.</param>
    /// <param name="data">The payload.</param>
    /// <param name="messageId">The id of the message, where it needs one.</param>
    /// <returns>Whether the socket took it.</returns>
    public async Task<bool> SendAsync<T>(string type, T data, string? messageId)
        where T : class
    {
        var frame = FrameWriter.Request(type, data, _time.GetUtcNow(), messageId);
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                frame.AsMemory(),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
            return true;
        }
        catch (Exception broken) when (IsLoss(broken))
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Drops the connection without a goodbye, as a lost network does.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    /// <summary>Reads until a message of a type comes; others go to the handler.</summary>
    private async Task<ReadOnlyMemory<byte>> AwaitAsync(
        string type,
        FrameHandler handler,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (await ReceiveAsync(cancellationToken) is { } frame)
            {
                if (
                    !EnvelopeReader.TryRead(frame.Span, out var envelope, out var problem)
                    || envelope.Type == "error"
                )
                {
                    throw new SocketRefusedException(
                        envelope.Type == "error"
                            ? ErrorWords(envelope.DataOf(frame).Span)
                            : problem.Message
                    );
                }

                if (envelope.Type == type)
                {
                    return envelope.DataOf(frame);
                }

                handler(frame.Span);
            }
        }
        catch (Exception broken) when (IsLoss(broken))
        {
            throw new SocketRefusedException("the connection was lost", broken);
        }

        throw new SocketRefusedException(
            $"closed with {(int?)_socket.CloseStatus}: {_socket.CloseStatusDescription}"
        );
    }

    private static string ErrorWords(ReadOnlySpan<byte> data)
    {
        var error = JsonSerializer.Deserialize(data, ProtocolJson.Default.Error)!;
        return error.Code.Word;
    }

    private async Task ReadAllAsync(FrameHandler handler)
    {
        try
        {
            while (await ReceiveAsync(CancellationToken.None) is { } frame)
            {
                handler(frame.Span);
            }
        }
        catch (Exception broken) when (IsLoss(broken))
        {
            // The socket is gone; who counts sockets sees it by its state.
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }

    private static bool IsLoss(Exception broken) =>
        broken
            is WebSocketException
                or IOException
                or ObjectDisposedException
                or InvalidOperationException
        || broken is OperationCanceledException { CancellationToken.CanBeCanceled: false };
}
