using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Testing;

namespace TableTap.Server.Tests;

/// <summary>Frames of a client's WebSocket as JSON.</summary>
public static class SocketReading
{
    /// <summary>The next frame; a close instead of it fails the test.</summary>
    public static async Task<JsonElement> ReadAsync(this WebSocket socket)
    {
        using var bound = new CancellationTokenSource(Patience.Bound);
        var (frame, close) = await NextAsync(socket, bound.Token);
        Assert.True(close is null, $"closed with {close} {socket.CloseStatusDescription}");
        return frame;
    }

    /// <summary>The next frame of a type; others are passed over.</summary>
    public static async Task<JsonElement> ReadAsync(this WebSocket socket, string type)
    {
        // A line that beats is never silent: what is waited for has one bound over all its frames.
        using var bound = new CancellationTokenSource(Patience.Bound);
        while (true)
        {
            var (frame, close) = await NextAsync(socket, bound.Token);
            Assert.True(close is null, $"closed with {close} before '{type}' came");
            if (frame.GetProperty("type").GetString() == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads to the close and says its code.</summary>
    public static async Task<int> ReadCloseAsync(this WebSocket socket)
    {
        using var bound = new CancellationTokenSource(Patience.Bound);
        while (true)
        {
            var (_, close) = await NextAsync(socket, bound.Token);
            if (close is { } code)
            {
                return code;
            }
        }
    }

    public static Task SendAsync(this WebSocket socket, string frame) =>
        socket.SendAsync(
            Encoding.UTF8.GetBytes(frame),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );

    private static async Task<(JsonElement Frame, int? Close)> NextAsync(
        WebSocket socket,
        CancellationToken bound
    )
    {
        var buffer = new byte[16 * 1024];
        using var frame = new MemoryStream();
        WebSocketReceiveResult part;
        do
        {
            part = await socket
                .ReceiveAsync(buffer, TestContext.Current.CancellationToken)
                .WaitAsync(bound);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (default, (int)part.CloseStatus!.Value);
            }

            frame.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);

        using var document = JsonDocument.Parse(frame.ToArray());
        return (document.RootElement.Clone(), null);
    }
}
