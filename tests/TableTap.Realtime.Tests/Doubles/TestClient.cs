using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>A client's end: sends what a test writes, reads when the test reads.</summary>
internal sealed class TestClient(WebSocket socket, Duplex stream, Task served) : IDisposable
{
    // Never decides a passing test; only ends a failing one.

    public Task Served => served;

    public WebSocket Socket => socket;

    public Duplex Stream => stream;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public int? CloseCode => (int?)socket.CloseStatus;

    public string? CloseReason => socket.CloseStatusDescription;

    public string ConnectionId { get; set; } = "";

    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json));

    public async Task SendAsync(
        byte[] bytes,
        WebSocketMessageType type = WebSocketMessageType.Text
    ) => await socket.SendAsync(bytes, type, true, CancellationToken.None);

    /// <summary>The next frame; null where the server closed.</summary>
    public async Task<JsonElement?> TryReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Bound);
        var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            WebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer, patience.Token);
            }
            catch (OperationCanceledException waited)
            {
                throw new TimeoutException("The server sent nothing.", waited);
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(
                        WebSocketCloseStatus.NormalClosure,
                        "",
                        CancellationToken.None
                    );
                }

                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                Assert.Equal(WebSocketMessageType.Text, part.MessageType);
                return JsonDocument.Parse(message.ToArray()).RootElement;
            }
        }
    }

    /// <summary>The next frame, which must be of the type.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        var frame =
            await TryReceiveAsync()
            ?? throw new InvalidOperationException(
                $"expected {type}, but the server closed with {CloseCode} {CloseReason}"
            );
        Assert.True(
            type == frame.Text("type"),
            $"expected {type}, got {frame.GetRawText()[..Math.Min(400, frame.GetRawText().Length)]}"
        );
        return frame;
    }

    /// <summary>The data of the next frame, which must be of the type.</summary>
    public async Task<JsonElement> DataAsync(string type) =>
        (await ReceiveAsync(type)).GetProperty("data");

    /// <summary>The next frame is an error with that code.</summary>
    public async Task<JsonElement> ErrorAsync(string code)
    {
        var data = await DataAsync("error");
        Assert.Equal(code, data.Text("code"));
        return data;
    }

    /// <summary>The server closes now, with nothing before it.</summary>
    public async Task ClosedAsync(int code)
    {
        var frame = await TryReceiveAsync();
        Assert.True(frame is null, $"expected a close, got {frame}");
        Assert.Equal(code, CloseCode);
    }

    /// <summary>Asks something whose answer shows that everything before it was handled.</summary>
    public async Task<JsonElement> PingAsync()
    {
        await SendAsync("""{"type":"ping"}""");
        return await ReceiveAsync("pong");
    }

    public Task SubscribeAsync(params IEnumerable<string> channels)
    {
        var entries = channels.Select(channel =>
            channel.StartsWith('{') ? channel : $"\"{channel}\""
        );
        return SendAsync(
            "{\"type\":\"subscribe\",\"data\":{\"channels\":[" + string.Join(',', entries) + "]}}"
        );
    }

    public async Task LeaveAsync()
    {
        await socket.CloseOutputAsync(
            WebSocketCloseStatus.NormalClosure,
            "",
            CancellationToken.None
        );
        while (await TryReceiveAsync() is not null) { }

        await served.Soon();
    }

    public void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }
}

internal static class Json
{
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static long Number(this JsonElement element, string name) =>
        element.GetProperty(name).GetInt64();

    public static string[] Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
