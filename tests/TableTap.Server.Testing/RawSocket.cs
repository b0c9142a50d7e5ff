using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Testing;

namespace TableTap.Server.Testing;

/// <summary>
/// A WebSocket without any help: sends text as it is, hands out frames as they come, and holds every frame from the
/// server to the schemas.
/// </summary>
public sealed class RawSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TableTap.Testing.Patience.Bound;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly List<JsonElement> _waiting = [];

    /// <summary>The first frame.</summary>
    public JsonElement Established { get; set; }

    /// <summary>Why the server closed, once it has.</summary>
    public WebSocketCloseStatus? Closed => _socket.CloseStatus;

    public static async Task<RawSocket> OpenAsync(
        Uri url,
        string? queryToken = null,
        string? headerToken = null
    )
    {
        var raw = new RawSocket();
        if (headerToken is not null)
        {
            raw._socket.Options.SetRequestHeader("Authorization", $"Bearer {headerToken}");
        }

        raw._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var patience = new CancellationTokenSource(Patience);
        var target = queryToken is null
            ? url
            : new Uri($"{url}?token={Uri.EscapeDataString(queryToken)}");
        await raw._socket.ConnectAsync(target, patience.Token);
        return raw;
    }

    public Task SendAsync(string text) =>
        SendBytesAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, endOfMessage: true, patience.Token);
    }

    /// <summary>The next frame, whatever it is; null when the server has closed.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        if (_waiting.Count > 0)
        {
            var first = _waiting[0];
            _waiting.RemoveAt(0);
            return first;
        }

        using var patience = new CancellationTokenSource(Patience);
        return await ReceiveAsync(patience.Token);
    }

    /// <summary>The next frame of a type; others that come before it stay for later.</summary>
    public Task<JsonElement> ExpectAsync(string type) => ExpectAsync(type, _ => true);

    /// <summary>The next frame of a type for which the condition holds; others that come before it stay for later.</summary>
    public async Task<JsonElement> ExpectAsync(string type, Predicate<JsonElement> condition)
    {
        bool Wanted(JsonElement frame) =>
            frame.GetProperty("type").GetString() == type && condition(frame);
        var index = _waiting.FindIndex(Wanted);
        if (index >= 0)
        {
            var found = _waiting[index];
            _waiting.RemoveAt(index);
            return found;
        }

        using var patience = new CancellationTokenSource(Patience);
        while (await ReceiveAsync(patience.Token) is { } frame)
        {
            if (Wanted(frame))
            {
                return frame;
            }

            _waiting.Add(frame);
        }

        throw new InvalidOperationException(
            $"Closed with {_socket.CloseStatus} {_socket.CloseStatusDescription} before '{type}' came; got: {string.Join(", ", _waiting)}"
        );
    }

    /// <summary>Sends a message with an id and waits for what answers it.</summary>
    public async Task<JsonElement> CommandAsync(string type, string messageId, string data)
    {
        await SendAsync(
            $$$$"""{"type":"{{{{type}}}}","messageId":"{{{{messageId}}}}","timestamp":"2024-01-15T10:30:00Z","data":{{{{data}}}}}"""
        );
        return await AnswerAsync(messageId);
    }

    /// <summary>The answer of a command.</summary>
    public async Task<JsonElement> AnswerAsync(string messageId)
    {
        bool Answers(JsonElement frame) =>
            frame.GetProperty("type").GetString() is "message_acknowledged" or "message_error"
            && frame.GetProperty("data").GetProperty("messageId").GetString() == messageId;
        var index = _waiting.FindIndex(Answers);
        if (index >= 0)
        {
            var found = _waiting[index];
            _waiting.RemoveAt(index);
            return found;
        }

        using var patience = new CancellationTokenSource(Patience);
        while (await ReceiveAsync(patience.Token) is { } frame)
        {
            if (Answers(frame))
            {
                return frame;
            }

            _waiting.Add(frame);
        }

        throw new InvalidOperationException(
            $"Closed with {_socket.CloseStatus} before the answer to '{messageId}' came."
        );
    }

    /// <summary>Reads until the server closes and gives its close code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await ReceiveAsync(patience.Token) is { } frame)
        {
            _waiting.Add(frame);
        }

        return (int?)_socket.CloseStatus ?? 0;
    }

    /// <summary>Whether the socket still answers.</summary>
    public async Task AssertAliveAsync()
    {
        await SendAsync("""{"type":"ping","timestamp":"2024-01-15T10:30:00Z"}""");
        await ExpectAsync("pong");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads one frame; what is waited for has one patience over all its frames, for a line that beats is never silent.</summary>
    private async Task<JsonElement?> ReceiveAsync(CancellationToken patience)
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException(
                    $"No frame within {Patience}; waiting: {string.Join(", ", _waiting)}",
                    late
                );
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                var frame = JsonDocument.Parse(_buffer.AsMemory(0, length)).RootElement.Clone();
                Assert.Empty(FrameSchema.Validate(frame));
                return frame;
            }
        }
    }
}
